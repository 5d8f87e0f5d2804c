import { useEffect, useState } from 'react';

/** @returns an address of a blob for as long as it is shown; undefined where there is none yet */
export function useObjectUrl(blob: Blob): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}

import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from 'react-aria-components';

interface HoldButtonProps {
  /** Called when it is pressed, by pointer, Space or Enter; `signal` aborts when it is let go. */
  readonly onHold: (signal: AbortSignal) => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** A button that does something for as long as it is held. */
export function HoldButton({ onHold, disabled = false, children }: HoldButtonProps) {
  const held = useRef<AbortController>(undefined);
  useEffect(() => {
    // A key or button that is let go elsewhere is never heard of.
    const release = (): void => held.current?.abort();
    window.addEventListener('blur', release);
    return () => {
      window.removeEventListener('blur', release);
      release();
    };
  }, []);
  return (
    <Button
      className="hold"
      isDisabled={disabled}
      onPressStart={() => {
        held.current?.abort();
        held.current = new AbortController();
        onHold(held.current.signal);
      }}
      onPressEnd={() => held.current?.abort()}
    >
      {children}
    </Button>
  );
}

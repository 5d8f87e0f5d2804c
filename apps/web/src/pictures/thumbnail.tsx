import { useEffect, useRef } from 'react';
import { makeThumbnail, thumbnailSide } from './make-thumbnail.js';

/** A small square of a picture, empty where there is no file, for the eye alone: whoever shows it says its name. */
export function Thumbnail({ file }: { readonly file: Blob | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (file === undefined) return;
    const leave = new AbortController();
    void makeThumbnail(file, leave.signal).then((bitmap) => {
      if (leave.signal.aborted || bitmap === undefined) return;
      canvas.current?.getContext('2d')?.drawImage(bitmap, 0, 0);
    });
    return () => leave.abort();
  }, [file]);
  return <canvas ref={canvas} className="thumbnail" width={thumbnailSide} height={thumbnailSide} aria-hidden="true" />;
}

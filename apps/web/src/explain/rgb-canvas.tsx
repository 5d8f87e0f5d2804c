import type { RgbImage } from '@graftjs/core';
import { useEffect, useRef } from 'react';

interface RgbCanvasProps {
  readonly image: RgbImage;
  /** What is to be seen. */
  readonly label: string;
}

/** A picture that was computed, pixel by pixel. */
export function RgbCanvas({ image, label }: RgbCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(withAlpha(image), 0, 0);
  }, [image]);
  return <canvas ref={canvas} role="img" aria-label={label} width={image.width} height={image.height} />;
}

function withAlpha({ width, height, rgb }: RgbImage): ImageData {
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    image.data.set(rgb.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
    image.data[4 * pixel + 3] = 255;
  }
  return image;
}

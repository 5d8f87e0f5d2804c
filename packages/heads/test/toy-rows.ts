import { randomStream, type Batch } from '@graftjs/core';
import type { LabelledRows } from '../src/parts/labelled-rows.js';

interface ToyOptions {
  readonly count: number;
  readonly width: number;
  readonly labels: number;
  /** Decides the examples. Default 1. */
  readonly seed?: number;
}

/** Overlapping Gaussian classes whose centres are always the same; columns of different scale and offset; weights from 0.5 to 1.5. */
export function toyRows({ count, width, labels, seed = 1 }: ToyOptions) {
  const place = randomStream(1, 'centres');
  const random = randomStream(seed, 'examples');
  const centres = Array.from({ length: labels * width }, () => 0.5 * place.normal());
  const features = new Float32Array(count * width);
  const targets = new Float32Array(count * labels);
  for (let row = 0; row < count; row++) {
    const label = row % labels;
    targets[row * labels + label] = 1;
    for (let i = 0; i < width; i++) {
      features[row * width + i] = (centres[label * width + i]! + random.normal()) * (i + 1) + 3 * i;
    }
  }
  const weights = Float32Array.from({ length: count }, () => 0.5 + random.uniform());
  return { count, width, features, targets, labels, weights } satisfies LabelledRows;
}

/** `toyRows` as a batch. */
export function toyBatch(options: ToyOptions): Batch {
  const { count, width, labels, features, targets, weights } = toyRows(options);
  return {
    features: { dtype: 'float32', shape: [count, width], data: features },
    targets: { dtype: 'float32', shape: [count, labels], data: targets },
    weights,
  };
}

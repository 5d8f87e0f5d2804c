import { GraftError, type Batch, type HostTensor } from '@graftjs/core';

/** Labelled examples as plain arrays; rows of features and of targets lie one after the other. */
export interface LabelledRows {
  readonly count: number;
  readonly width: number;
  /** `[count, width]` */
  readonly features: Float32Array;
  /** `[count, labels]`: every row sums to 1. */
  readonly targets: Float32Array;
  readonly labels: number;
  /** `[count]` */
  readonly weights: Float32Array;
}

/**
 * A batch seen as labelled rows; nothing is copied.
 *
 * @throws GraftError 'bad-features' where something is not float32
 */
export function rowsOf({ features, targets, weights }: Batch): LabelledRows {
  const [count = 0, width = 0] = features.shape;
  const labels = targets.shape[1] ?? 0;
  return { count, width, features: float32(features), targets: float32(targets), labels, weights };
}

/** All rows of `a`, then all rows of `b`, copied. */
export function joinRows(a: LabelledRows, b: LabelledRows): LabelledRows {
  const join = (first: Float32Array, second: Float32Array): Float32Array => {
    const both = new Float32Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };
  return {
    ...a,
    count: a.count + b.count,
    features: join(a.features, b.features),
    targets: join(a.targets, b.targets),
    weights: join(a.weights, b.weights),
  };
}

/** The rows at these positions, in this order, copied. */
export function pickRows(rows: LabelledRows, picked: readonly number[]): LabelledRows {
  const pick = (source: Float32Array, width: number): Float32Array => {
    const target = new Float32Array(picked.length * width);
    picked.forEach((from, to) => target.set(source.subarray(from * width, (from + 1) * width), to * width));
    return target;
  };
  return {
    ...rows,
    count: picked.length,
    features: pick(rows.features, rows.width),
    targets: pick(rows.targets, rows.labels),
    weights: pick(rows.weights, 1),
  };
}

function float32(tensor: HostTensor): Float32Array<ArrayBuffer> {
  if (tensor.dtype === 'float32') return tensor.data;
  throw new GraftError('bad-features', `Features and targets are float32; got ${tensor.dtype}.`);
}

import { GraftError, type Engine, type HostTensor, type Network } from '@graftjs/core';

/** Rows that run at once: enough to be quick, few enough for any backend's memory. */
const ROWS = 256;

/**
 * Runs a head on features.
 *
 * @param head from one input of vectors to scores
 * @param features `[n, width]`
 * @returns scores `[n, columns]`
 */
export async function scoreFeatures(
  engine: Engine,
  head: Network,
  features: HostTensor & { readonly dtype: 'float32' },
): Promise<HostTensor> {
  const [input] = head.inputs;
  const [count = 0, width = 0] = features.shape;
  const session = await engine.load(head);
  try {
    const parts: Float32Array[] = [];
    let columns = 0;
    for (let first = 0; first < count; first += ROWS) {
      const data = features.data.slice(first * width, (first + ROWS) * width);
      const rows: HostTensor = { dtype: 'float32', shape: [data.length / width, width], data };
      const [scores] = await session.run(new Map([[input?.name ?? '', rows]]));
      if (scores?.dtype !== 'float32' || scores.shape.length !== 2) {
        throw new GraftError(
          'bad-scores',
          `A head gives float32 scores [batch, columns]; got ${scores?.dtype ?? 'nothing'}.`,
        );
      }
      columns = scores.shape[1] ?? 0;
      parts.push(scores.data);
    }
    const all = new Float32Array(count * columns);
    parts.forEach((part, i) => all.set(part, i * ROWS * columns));
    return { dtype: 'float32', shape: [count, columns], data: all };
  } finally {
    session.dispose();
  }
}

import type { RowMaker } from './row-maker.js';

/** One batch, made to see how long it takes; with a store it is not made again. Inputs that cannot be used are met later. */
export async function secondsPerExample<Input>(
  maker: RowMaker<Input>,
  examples: AsyncIterable<{ readonly input: Input }>,
  batchSize: number,
): Promise<number> {
  const inputs: Input[] = [];
  for await (const { input } of examples) {
    inputs.push(input);
    if (inputs.length === batchSize) break;
  }
  const begin = performance.now();
  const prepared = await Promise.allSettled(inputs.map((input) => maker.prepare(input)));
  const waiting = prepared.flatMap((item) =>
    item.status === 'fulfilled' && item.value.row === undefined ? [item.value] : [],
  );
  if (waiting.length > 0) await maker.compute(waiting);
  return (performance.now() - begin) / 1000 / Math.max(1, inputs.length);
}

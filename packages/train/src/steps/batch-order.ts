import { randomStream } from '@graftjs/core';

export interface BatchOrder {
  readonly count: number;
  readonly batchSize: number;
  /** Batches whose gradients make one step. */
  readonly accumulate: number;
  readonly seed: number;
}

/** What one step trains on: positions of examples, in the batches whose gradients are summed. */
export type StepBatches = readonly (readonly number[])[];

/**
 * The steps of one epoch: every example once, in an order that seed, stage and epoch decide alone. The last step takes what
 * is left.
 *
 * @param stage counts from 0 within the run
 * @param epoch counts from 0 within the stage
 */
export function orderBatches(
  { count, batchSize, accumulate, seed }: BatchOrder,
  stage: number,
  epoch: number,
): StepBatches[] {
  const shuffled = randomStream(seed, 'order', stage, epoch).shuffled([...Array(count).keys()]);
  return chunk(shuffled, batchSize * accumulate).map((step) => chunk(step, batchSize));
}

/** Steps in one epoch. */
export function stepsPerEpoch({ count, batchSize, accumulate }: BatchOrder): number {
  return Math.ceil(count / (batchSize * accumulate));
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks = Math.ceil(items.length / size);
  return Array.from({ length: chunks }, (_, i) => items.slice(i * size, (i + 1) * size));
}

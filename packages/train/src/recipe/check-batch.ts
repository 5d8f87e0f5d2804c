import { GraftError } from '@graftjs/core';

/**
 * Refuses steps that want more examples than there are.
 *
 * @throws GraftError 'batch-too-large'
 */
export function checkBatch(examples: number, batchSize: number, accumulate: number): void {
  const wanted = batchSize * accumulate;
  if (wanted <= examples) return;
  const made = accumulate > 1 ? `${accumulate} batches of ${batchSize}` : `a batch of ${batchSize}`;
  throw new GraftError(
    'batch-too-large',
    `Each step takes ${wanted} examples (${made}), and there are ${examples} to train on. Take a batch size of ${Math.max(1, Math.floor(examples / accumulate))} or less.`,
  );
}

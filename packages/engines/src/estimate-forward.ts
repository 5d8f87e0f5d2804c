import type { Network } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import { partRule } from './batch-parts.js';
import { outputSizes } from './training-cost/sizes.js';

/**
 * Memory that running a network takes at its height, from the shapes of its layers: the weights, and the layer whose inputs and
 * output are the largest, for as many examples as the backend computes at once. Without what the program holds besides; right
 * to about a half, since kernels make copies of their own.
 *
 * @param backend as tfjs calls it: 'wasm', 'tensorflow', …
 * @param batchSize examples in a batch
 * @returns bytes
 */
export function estimateForwardBytes(network: Network, backend: string, batchSize: number): number {
  const sizes = outputSizes(network);
  const examples = Math.min(batchSize, partRule(backend).size);
  const widest = Math.max(
    ...network.layers.map(({ name, inputs }) =>
      inputs.reduce((sum, { from }) => sum + (sizes.get(from) ?? 0), sizes.get(name) ?? 0),
    ),
  );
  let weights = 0;
  for (const { shape } of listWeights(network).values()) weights += sizeOf(shape);
  return 4 * (weights + examples * widest);
}

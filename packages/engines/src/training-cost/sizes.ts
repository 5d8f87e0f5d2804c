import type { BatchShape, Network } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import { inferShapes } from '@graftjs/network';

/** Values an example, of every input and layer. */
export function outputSizes(network: Network): ReadonlyMap<string, number> {
  return new Map(
    [...inferShapes(network)].map(([name, shapes]) => [name, shapes.reduce((sum, shape) => sum + valuesIn(shape), 0)]),
  );
}

/** Values an example; a free axis counts as 1. */
export function valuesIn(shape: BatchShape): number {
  return sizeOf(shape.slice(1).map((length) => length ?? 1));
}

/** Pixels or steps an example: all axes but batch and channels. */
export function positionsIn(shape: BatchShape): number {
  return valuesIn(shape.slice(0, -1));
}

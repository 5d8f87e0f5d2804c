import type { Network } from '@graftjs/core';

/**
 * Where groups of layers end: the last layer of each.
 *
 * @param groupOf the group of a layer by its name; a layer of none is passed over
 */
export function listEnds({ layers }: Network, groupOf: (layer: string) => string | number | undefined): string[] {
  const ends = new Map(layers.map(({ name }) => [groupOf(name), name]));
  ends.delete(undefined);
  return [...ends.values()];
}

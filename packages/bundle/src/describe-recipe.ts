import type { Json, Recipe } from '@graftjs/core';

/** A recipe as plain data, to be read by people and compared: names and specs in place of what they stand for. */
export function describeRecipe<Input>(recipe: Recipe<Input>): Json {
  const { data, backbone, head, freeze, seed, ...options } = recipe;
  return {
    data: { name: data.name, fingerprint: data.fingerprint },
    backbone: backbone.id,
    head: { id: head.id, spec: head.spec },
    freeze: { id: freeze.id, spec: freeze.spec },
    seed,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
}

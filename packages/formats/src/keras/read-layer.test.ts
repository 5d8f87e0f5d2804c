import type { Json } from '@graftjs/core';
import { listLayerTypes } from '@graftjs/network';
import { expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { refusal } from '../fixtures/refusal.js';
import type { JsonObject } from './parse-json.js';
import { collectProblems } from './problems.js';
import { readLayer } from './read-layer.js';

interface Configs {
  readonly keras3: readonly { readonly class_name: string; readonly config: JsonObject }[];
  readonly keras2: readonly { readonly class_name: string; readonly config: JsonObject }[];
}

const configs = JSON.parse(
  new TextDecoder().decode(readFixture('keras-default-configs.json')),
) as Json as unknown as Configs;
const known = [
  ...configs.keras3.map((each) => ['Keras 3', each] as const),
  ...configs.keras2.map((each) => ['Keras 2', each] as const),
].filter(([, each]) => listLayerTypes().includes(each.class_name));

it.each(known.map(([generation, { class_name: name, config }]) => [`${name} of ${generation}`, name, config] as const))(
  'nothing in a plain %s is refused',
  async (_, name, config) => {
    const problems = collectProblems('It');
    readLayer(name, config, name, problems, 'keras 3');
    expect(await refusal(() => problems.throwAny())).toBe('nothing thrown');
  },
);

it('knows every layer type of the table from Keras', () => {
  const names = [...configs.keras3, ...configs.keras2].map(({ class_name: name }) => name);
  expect(listLayerTypes().filter((type) => !names.includes(type))).toEqual([]);
});

it('refuses weights over several axes in an order that Keras 3 does not have', async () => {
  const problems = collectProblems('It');
  const config = { name: 'norm', axis: [3, 1], trainable: true };
  readLayer('LayerNormalization', config, 'layer "norm" (LayerNormalization)', problems, 'keras 3');
  expect(await refusal(() => problems.throwAny())).toBe('nothing thrown');
  readLayer('LayerNormalization', config, 'layer "norm" (LayerNormalization)', problems, 'tfjs');
  expect(await refusal(() => problems.throwAny())).toContain(
    'layer "norm" (LayerNormalization) normalizes the axes [3,1], which are not in ascending order, and its weights are in theirs',
  );
});

it.each([
  [{ name: 'mean' }, 'If it is an operation and not a layer, replace it by a layer'],
  [{ name: 'own', trainable: true }, 'A layer of your own must be replaced by built-in ones'],
])('says what to do about a type that it does not know: %j', async (config, message) => {
  const problems = collectProblems('It');
  readLayer('Mean', config, 'layer "mean" (Mean)', problems, 'keras 3');
  expect(await refusal(() => problems.throwAny())).toContain(message);
});

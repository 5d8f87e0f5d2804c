import { expect, it } from 'vitest';
import { readSettings, storedRecipe } from './recipe.js';

const problem = (code: string, text: string) => expect.objectContaining({ code, message: text });

it('fills in what is not said, and lets flags go before the file', () => {
  const settings = readSettings({ data: 'flowers', seed: 3, batchSize: 8 }, { seed: 4, cut: undefined }, 'recipe.json');
  expect(settings).toMatchObject({
    data: 'flowers',
    seed: 4,
    batchSize: 8,
    backbone: 'efficientnet-lite0',
    head: 'linear',
  });
  expect(settings).not.toHaveProperty('cut');
});

it('takes options of plugins, class weights by name, and modules', () => {
  const recipe = {
    data: 'flowers',
    head: { name: 'focal', options: { gamma: 2, deep: [null, 'x'] } },
    classWeights: { rose: 2.5 },
    plugins: ['./focal.mjs'],
  };
  expect(readSettings(recipe, {}, 'recipe.json')).toMatchObject(recipe);
});

it.each([
  [[], 'bad-recipe', 'recipe.json holds no recipe: a recipe is a JSON object such as {"data": "flowers"}.'],
  [{}, 'bad-recipe', 'recipe.json has no "data": the folder of pictures, such as "flowers".'],
  [{ data: '' }, 'bad-recipe', '"data" in recipe.json must be a text that is not empty; got "".'],
  [{ data: 'a', seed: 1.5 }, 'bad-recipe', '"seed" in recipe.json must be a whole number from 0; got 1.5.'],
  [
    { data: 'a', pool: 'sum' },
    'bad-recipe',
    '"pool" in recipe.json must be "mean", "max", "mean+max", "flatten"; got "sum".',
  ],
  [
    { data: 'a', batch_size: 8 },
    'unknown-recipe-key',
    'recipe.json has "batch_size", which no recipe has. Did you mean one of: "batchSize", "backbone", "inputSize"?',
  ],
  [
    { data: 'a', head: { name: 'linear', option: {} } },
    'bad-recipe',
    '"head" in recipe.json must be a name, or { "name": …, "options": { … } }; got {"name":"linear","option":{}}.',
  ],
  [
    { data: 'a', classWeights: { rose: 0 } },
    'bad-recipe',
    '"classWeights" in recipe.json must be "balanced", "none", or a number above 0 for class names; got {"rose":0}.',
  ],
])('refuses %j', (recipe, code, text) => {
  expect(() => readSettings(recipe, {}, 'recipe.json')).toThrow(problem(code, text));
});

it('names the flag where a flag is wrong', () => {
  expect(() => readSettings({}, { data: 'a', classWeights: 'equal' }, 'the command line')).toThrow(
    problem(
      'bad-option',
      '--class-weights takes "balanced", "none", or a number above 0 for class names; got "equal".',
    ),
  );
});

it('stores what decides the result, and nothing about this machine', () => {
  const settings = readSettings(
    {
      data: '/home/me/flowers',
      weights: '/home/me/lite1.safetensors',
      backbone: 'old/model.safetensors',
      plugins: ['/home/me/focal.mjs', '@scope/heads', './near.mjs'],
      ...{ out: '/tmp/a', report: 'r.md', cache: 'none', workers: 2, backend: 'wasm', strict: true, force: true },
    },
    {},
    'recipe.json',
  );
  expect(storedRecipe(settings, { dataName: 'flowers' })).toEqual({
    data: 'flowers',
    weights: 'lite1.safetensors',
    backbone: 'model.safetensors',
    plugins: ['./focal.mjs', '@scope/heads', './near.mjs'],
    head: 'linear',
    freeze: 'feature-extraction',
    classWeights: 'balanced',
    batchSize: 16,
    seed: 1,
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

/** A head as somebody outside would write it: the class whose mean is nearest. */
const nearestMean = `
export const heads = { 'nearest-mean': ({ sharpness = 1 }) => ({ id: 'nearest-mean', spec: { sharpness }, bind: bind(sharpness) }) };

const bind = (sharpness) => ([width], { labels }) => {
  const network = (kernel, bias) => ({
    name: 'nearest-mean',
    inputs: [{ name: 'features', shape: [null, width], dtype: 'float32' }],
    layers: [{
      name: 'scores', type: 'Dense', inputs: [{ from: 'features' }], options: { units: labels.length },
      weights: { kernel: 'scores/kernel', bias: 'scores/bias' },
    }],
    outputs: [{ from: 'scores' }],
    weights: new Map([
      ['scores/kernel', { dtype: 'float32', shape: [width, labels.length], data: kernel }],
      ['scores/bias', { dtype: 'float32', shape: [labels.length], data: bias }],
    ]),
  });
  const empty = network(new Float32Array(width * labels.length), new Float32Array(labels.length));
  return {
    network: empty,
    activation: 'softmax',
    exampleLoss() { throw new Error('solved directly'); },
    async solve({ features, targets }) {
      const kernel = new Float32Array(width * labels.length);
      const bias = new Float32Array(labels.length);
      for (let label = 0; label < labels.length; label++) {
        const rows = Array.from({ length: features.shape[0] }, (_, row) => row).filter((row) => targets.data[row * labels.length + label]);
        for (let i = 0; i < width; i++) {
          const mean = rows.reduce((sum, row) => sum + features.data[row * width + i], 0) / rows.length;
          kernel[i * labels.length + label] = sharpness * mean;
          bias[label] -= (sharpness * mean * mean) / 2;
        }
      }
      return { network: network(kernel, bias), trainLoss: 0, validationLoss: null, details: { sharpness } };
    },
  };
};
`;

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), { 'train/cat': 6, 'train/dog': 6, 'validation/cat': 2, 'validation/dog': 2 });
  await makePictures(join(cwd, 'pets'), { 'test/cat': 3, 'test/dog': 3 });
  await writeFile(join(cwd, 'nearest-mean.mjs'), nearestMean);
});

it('a head from outside works from a recipe, and its bundle works without it', async () => {
  const recipe = {
    ...{ data: 'pets', inputSize: 32, plugins: ['./nearest-mean.mjs'], out: 'pets.safetensors' },
    head: { name: 'nearest-mean', options: { sharpness: 2 } },
  };
  await writeFile(join(cwd, 'recipe.json'), JSON.stringify(recipe));
  const trained = await graftJson<{ splits: object }>(cwd, 'train', 'recipe.json');
  expect(trained.code).toBe(0);
  expect(trained.answer.splits).toMatchObject({ test: { accuracy: 1 } });

  const inspected = await graftJson<object>(cwd, 'inspect', 'pets.safetensors');
  expect(inspected.answer).toMatchObject({
    head: { id: 'nearest-mean', spec: { sharpness: 2 } },
    recipe: { plugins: ['./nearest-mean.mjs'], head: { name: 'nearest-mean', options: { sharpness: 2 } } },
  });
  const predicted = await graft(cwd, 'predict', 'pets.safetensors', 'pets/test/dog/picture-0.png');
  expect(predicted.stdout).toMatch(/^pets\/test\/dog\/picture-0\.png +dog +9\d\.\d %/);
});

it('a recipe whose head nobody brought says who could', async () => {
  await writeFile(join(cwd, 'bare.json'), JSON.stringify({ data: 'pets', head: 'nearest-mean' }));
  const { stderr, code } = await graft(cwd, 'train', 'bare.json');
  expect(code).toBe(2);
  expect(stderr).toContain('No head "nearest-mean".');
  expect(stderr).toContain('others come from the "plugins" of a recipe');
});

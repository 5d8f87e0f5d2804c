import { fileURLToPath } from 'node:url';
import { buildNetwork, openArchitecture, type ArchitectureOptions } from '@graftjs/backbones';
import { initializeWeights } from '@graftjs/network';
import { expect, it } from 'vitest';
import { openBackbone, requireOpen, type BackboneChoice } from './open-backbone.js';
import { builtIn, type Plugins } from '../plugins.js';

const models = fileURLToPath(new URL('../../../../packages/backbones/fixtures/own-models/', import.meta.url));
const grey = `${models}grey.h5`;
const bundle = fileURLToPath(new URL('../../../../packages/formats/fixtures/keras/plain.safetensors', import.meta.url));

const build: Parameters<typeof openArchitecture>[0]['build'] = ({ top = true, classes = 3, inputSize = 8 }) => {
  const size = typeof inputSize === 'number' ? inputSize : null;
  const net = buildNetwork('tiny', [{ name: 'image', shape: [null, size, size, 3], dtype: 'float32' }]);
  const conv = net.add('Conv2D', 'conv', 'image', { filters: 2, kernel_size: [2, 2] });
  if (!top) return net.finish(conv);
  const flat = net.add('Flatten', 'flatten', conv);
  return net.finish(net.add('Dense', 'predictions', net.add('Dense', 'fc', flat, { units: 4 }), { units: classes }));
};
const { weights: drawn } = initializeWeights(build({}), 1);

/** Flattens, as VGG does, so that weights with a top fit one size. */
function tiny(options: ArchitectureOptions) {
  const { weights } = options;
  return openArchitecture(
    {
      name: 'tiny',
      input: { inputSize: 8, smallestInput: 2, whySmallest: 'its kernel is as large' },
      pixels: { mean: 0, std: 255 },
      published: { license: 'MIT', files: [] },
      build,
      listBlockEnds: () => ['conv'],
    },
    { ...options, weights: weights === 'bare' ? weights : drawn },
  );
}
const plugins: Plugins = { ...builtIn, backbones: { tiny: { about: '', make: tiny } } };

const endOf = async (name: string, choice: BackboneChoice): Promise<string | undefined> =>
  requireOpen(await openBackbone(name, choice, plugins)).network.outputs[0]?.from;

it('takes another size where what cannot take it is left out', async () => {
  expect(await endOf('tiny', { inputSize: 12, cut: 'conv' })).toBe('conv');
  expect(await endOf('tiny', { inputSize: 12, dropLast: 3 })).toBe('conv');
  expect(await endOf('tiny', { cut: 'conv' })).toBe('predictions');
  expect(await endOf(grey, { preprocess: '0..1', inputSize: 32, cut: 'conv' })).toBe('conv');
  expect(await endOf(grey, { preprocess: '0..1', cut: 'conv' })).toBe('sick');
});

it.each<[string, BackboneChoice, string]>([
  ['tiny', { inputSize: 12 }, 'fixed-input-size'],
  ['tiny', { inputSize: 12, cut: 'fc' }, 'fixed-input-size'],
  ['tiny', { inputSize: 12, dropLast: 2 }, 'fixed-input-size'],
  [grey, { preprocess: '0..1', inputSize: 32 }, 'bad-input-size'],
])('refuses %s with %j, which would not fit', async (name, choice, code) => {
  await expect(openBackbone(name, choice, plugins)).rejects.toMatchObject({ code });
});

it.each([
  [
    grey,
    `--weights imagenet is for a backbone by name, and ${grey} is a network of your own, with weights of its own.`,
  ],
  [bundle, `The bundle ${bundle} brings its weights and input size; leave both options out.`],
  ['universal-sentence-encoder', 'universal-sentence-encoder brings its weights and takes texts'],
])('refuses the weights of ImageNet for %s, which has its own', async (name, message) => {
  await expect(openBackbone(name, { weights: 'imagenet' })).rejects.toMatchObject({
    code: 'unused-option',
    message: expect.stringContaining(message) as string,
  });
});

it('says of a file of weights that is not there what else may be named', async () => {
  await expect(openBackbone('vgg19', { weights: 'imagnet' })).rejects.toMatchObject({
    code: 'cannot-read-file',
    message: 'Cannot read "imagnet" (--weights): there is no such file. It takes imagenet, none, or a file of weights.',
  });
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fillByFormula } from '../test/formula-weights.js';
import type { ImageArchitecture } from './architecture.js';
import { openArchitecture, type ArchitectureOptions } from './open-architecture.js';
import { classify, inputName, startImageNetwork } from './parts/image-network.js';

const input = { inputSize: 8, smallestInput: 2, whySmallest: 'it halves a picture once' };
/** The architecture of `tools/reference/keras_named_weights.py`. */
const tiny: ImageArchitecture = {
  name: 'tiny',
  input,
  pixels: { mean: 0, std: 255 },
  published: { license: 'MIT', files: [{ name: 'tiny.h5', top: true, inputSize: 8 }] },
  build: (options) => {
    const { net, top, classes } = startImageNetwork('tiny', input, options);
    const window = { kernel_size: [3, 3], padding: 'same' };
    const a = net.add('Conv2D', 'conv2d', inputName, { filters: 2, strides: [2, 2], use_bias: false, ...window });
    const norm = net.add('BatchNormalization', 'batch_normalization', a, { scale: false });
    const b = net.add('Conv2D', 'conv2d_1', norm, { filters: 3, activation: 'relu', ...window });
    return net.finish(top ? classify(net, net.add('GlobalAveragePooling2D', 'mean', b), classes) : b);
  },
  listBlockEnds: () => ['conv2d_1'],
};
const whole = fillByFormula(tiny.build({ classes: 5 })).weights;
const bare = fillByFormula(tiny.build({ top: false })).weights;

const pathOf = (file: string): string => fileURLToPath(new URL(`../fixtures/named-weights/${file}`, import.meta.url));
const open = (file: string, options: ArchitectureOptions = {}, architecture = tiny) =>
  openArchitecture(architecture, { weights: pathOf(file), ...options });

describe('weights that Keras wrote', () => {
  it.each(['tiny.h5', 'tiny.weights.h5', 'tiny.keras', 'renumbered.h5', 'old_names.h5'])(
    'are those of a named architecture, whole: %s',
    async (file) => {
      const backbone = await open(file);
      expect(backbone.network.weights).toEqual(whole);
      expect(backbone).toMatchObject({ id: 'tiny/file', classifier: { layer: 'predictions' } });
      expect(backbone.classifier?.labels).toHaveLength(5);
      const headless = await open(file, { top: false, inputSize: 12 });
      expect(headless.network.weights).toEqual(bare);
      expect(headless.classifier).toBeUndefined();
    },
  );

  it.each(['tiny_notop.h5', 'tiny_notop.weights.h5', 'tiny_notop.keras'])(
    'are those of one without top, unless it is asked for: %s',
    async (file) => {
      for (const options of [{}, { top: false }]) {
        const backbone = await open(file, options);
        expect(backbone.network.weights).toEqual(bare);
        expect(backbone.classifier).toBeUndefined();
      }
      await expect(open(file, { top: true })).rejects.toMatchObject({
        code: 'no-top-in-weights',
        message:
          'These weights of tiny end before the classifier. Leave the top out (top: false), or give weights that have it: tiny.h5.',
      });
    },
  );

  it('are known by their digest, and said to be others where it differs', async () => {
    const hex = createHash('md5')
      .update(readFileSync(pathOf('tiny.h5')))
      .digest('hex');
    const file = { name: 'tiny.h5', top: true, inputSize: 8, digest: { algorithm: 'md5', hex } } as const;
    const known = { ...tiny, published: { ...tiny.published, files: [file] } };
    expect(await open('tiny.h5', {}, known)).toMatchObject({ id: 'tiny/imagenet', license: 'MIT' });
    expect((await open('tiny.h5', {}, known)).notes).toBeUndefined();
    const rest = 'Their labels, licence and training are not known.';
    expect((await open('tiny.weights.h5', {}, known)).notes).toEqual([
      {
        code: 'not-published',
        message: `These weights are not a published file of tiny: its digest is another. ${rest}`,
      },
    ]);
    expect((await open('renumbered.h5')).notes?.map(({ message }) => message)).toEqual([
      expect.stringContaining('matched by the order of the layers'),
      `Whether these weights are a published file of tiny cannot be told: no digest was published. ${rest}`,
    ]);
  });

  it('are refused with all that is wrong where they are for another', async () => {
    const other = {
      ...tiny,
      build: (options: object) => {
        const { net } = startImageNetwork('other', input, options);
        return net.finish(net.add('Conv2D', 'conv2d', inputName, { filters: 4, kernel_size: [3, 3] }));
      },
    };
    await expect(open('tiny.h5', {}, other)).rejects.toMatchObject({
      code: 'weights-mismatch',
      message: expect.stringMatching(/^The weights of this file do not fit other\. .*conv2d_1/),
    });
    await expect(open('tiny.h5', { classes: 7 })).rejects.toMatchObject({ code: 'fixed-classes' });
  });
});

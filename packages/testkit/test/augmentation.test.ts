import type { Augmentation, ImageInput, RgbImage } from '@graftjs/core';
import { imagePreprocess } from '@graftjs/images';
import { augmentImages } from '@graftjs/images/augment';
import { describe, expect, it } from 'vitest';
import { checkAugmentation } from '../src/index.js';

const preprocess = imagePreprocess({ input: 'input', width: 8, height: 8, mean: 0, std: 1 });
const inputs = () => [1, 2].map((seed) => picture(seed));
const spec = { rotation: 20, brightness: 0.1, views: 4 };
const check = (create: (spec: never) => Augmentation<ImageInput>) =>
  checkAugmentation(create, spec as never, { inputs: inputs(), preprocess });

it.each([
  { rotation: 20 },
  { flip: 'both', views: 6 },
  { shift: 0.1, zoom: 0.2, brightness: 0.1, contrast: 0.2, views: 3 },
] as const)('augmentation: images, %j', (given) =>
  checkAugmentation(augmentImages, given, { inputs: inputs(), preprocess }),
);

// A check that cannot fail proves nothing: each of these breaks one rule.
describe('checkAugmentation', () => {
  type Made = Augmentation<ImageInput>;
  const changed = (change: (made: Made) => Partial<Made>) => (given: never) => {
    const made = augmentImages(given);
    return { ...made, ...change(made) };
  };
  let calls = 0;

  it.each<[string, (given: never) => Made, string]>([
    ['no kind', changed(() => ({ kind: '' })), 'the kind is empty'],
    ['no views', changed(() => ({ views: 0 })), 'it has 0 views'],
    ['a spec that JSON drops', changed(() => ({ spec: { l: undefined } as never })), 'does not survive JSON'],
    [
      'a view 0 that is a copy',
      changed(({ view }) => ({
        view: async (...args) => ({ ...((await view(...args)) as RgbImage) }),
      })),
      'view 0 is not the input itself',
    ],
    [
      'a spec that leaves something out',
      changed(({ spec: whole }) => ({ spec: { ...(whole as object), rotation: 0 } })),
      'is another when made again, from its spec',
    ],
    [
      'chance that nothing decides',
      changed(({ view }) => ({ view: (input, _, id, index) => view(input, calls++, id, index) })),
      'is another when made again, from its spec',
    ],
    ['views that are all alike', changed(() => ({ view: async (input) => input })), 'no view differs from its input'],
    [
      'a seed that is ignored',
      changed(({ view }) => ({ view: (input, _, id, index) => view(input, 1, id, index) })),
      'another seed changes no view',
    ],
    [
      'an id that is ignored',
      changed(({ view }) => ({ view: (input, seed, _, index) => view(input, seed, '', index) })),
      'another id changes no view',
    ],
    [
      'an input that is changed',
      changed(({ view }) => ({
        view: async (input, seed, id, index) => {
          const made = await view(input, seed, id, index);
          if (seed === 8) (input as RgbImage).rgb.fill(0);
          return made;
        },
      })),
      'making a view changed an input',
    ],
    [
      'views without end',
      changed(({ view }) => ({
        view: (input, seed, id, index) => view(input, seed, id, Math.abs(Math.floor(index)) % 4),
      })),
      'view 4 of 4 was accepted',
    ],
    [
      'an unknown member that is accepted',
      ({ unheardOf: _, ...given }: { unheardOf?: number }) => augmentImages(given),
      'a spec with an unknown member was accepted',
    ],
  ])('finds %s', async (_, create, message) => {
    await expect(check(create)).rejects.toEqual(
      expect.objectContaining({ code: 'check-failed', message: expect.stringContaining(message) as string }),
    );
  });
});

function picture(seed: number): RgbImage {
  const rgb = Uint8ClampedArray.from({ length: 24 * 20 * 3 }, (_, i) => ((i * 2654435761 * seed) >>> 8) % 256);
  return { width: 24, height: 20, rgb };
}

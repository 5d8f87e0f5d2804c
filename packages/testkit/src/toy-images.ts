import type { Dataset, Example, ImageInput, RgbImage, Split } from '@graftjs/core';
import { fingerprint, randomStream } from '@graftjs/core';

/**
 * A data set in memory: noisy pictures, each class brighter in a channel of its own, so that even a random backbone can
 * tell them apart.
 *
 * @param options.labels default `['red', 'green']`; at most three
 * @param options.perClass pictures of a class in train; half as many in validation and in test. Default 12
 * @param options.size height and width in pixels; default 8
 * @param options.seed draws the noise; default 1
 */
export function toyImages({ labels = ['red', 'green'], perClass = 12, size = 8, seed = 1 } = {}): Dataset<ImageInput> {
  const counts: Record<Split, number> = {
    train: perClass,
    validation: Math.ceil(perClass / 2),
    test: Math.ceil(perClass / 2),
  };
  return {
    name: 'toy-images',
    modality: 'image',
    task: { kind: 'classification', labels },
    fingerprint: fingerprint().json(['toy-images', labels, perClass, size, seed]).hex(),
    notes: [],
    size: (split) => counts[split] * labels.length,
    async *examples(split) {
      for (const [target, label] of labels.entries()) {
        for (let index = 0; index < counts[split]; index++) {
          const id = `${split}/${label}/${index}.png`;
          yield { id, target, input: noisyImage(size, target, seed, id), group: id } satisfies Example<ImageInput>;
        }
      }
    },
  };
}

function noisyImage(size: number, bright: number, seed: number, id: string): RgbImage {
  const noise = randomStream(seed, 'toy-images', id);
  const rgb = new Uint8ClampedArray(size * size * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = 90 + noise.normal() * 40 + (i % 3 === bright ? 60 : 0);
  return { width: size, height: size, rgb };
}

import { encodeBundle } from '@graftjs/bundle';
import { tfjsEngine } from '@graftjs/engines';
import { cpu } from '@graftjs/engines/cpu';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { tinyBackbone, toyImages } from '@graftjs/testkit';
import { compose, fit } from '@graftjs/train';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { explainPicture } from './explain-picture.js';
import { modelShelf } from './model-shelf.js';

let bundle: Blob;
beforeAll(async () => {
  await cpu().start();
  const run = await fit(
    compose({
      data: toyImages({ size: 8, perClass: 6 }),
      backbone: tinyBackbone(),
      head: linear(),
      freeze: featureExtraction(),
      seed: 1,
    }),
  );
  bundle = new Blob([encodeBundle(run)]);
});

const picture = { width: 8, height: 8, rgb: new Uint8ClampedArray(192).fill(90) };
const setUp = () => {
  const startEngine = vi.fn(() => Promise.resolve(tfjsEngine()));
  return { shelf: modelShelf(startEngine), startEngine };
};

it('loads a model anew for whoever asks after the backend has changed, and once for all of them', async () => {
  const { shelf, startEngine } = setUp();
  await shelf.put('training', bundle);
  shelf.close();
  startEngine.mockClear();
  const ask = async () => (await shelf.find('training').predictor()).predict([picture, picture]);
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(first).toEqual(second);
  expect(startEngine).toHaveBeenCalledTimes(1);
  shelf.close();
});

it('keeps one session for heat maps, loads nothing else for them, and leaves no tensor', async () => {
  const before = memory().numTensors;
  const { shelf } = setUp();
  await shelf.put('bundle', bundle);
  shelf.close();
  await new Promise((resolve) => setTimeout(resolve));
  expect(memory().numTensors).toBe(before);
  const { map } = await explainPicture(shelf.find('bundle'), picture, {});
  const open = memory().numTensors;
  const again = await explainPicture(shelf.find('bundle'), picture, { label: map.label });
  expect(again.map).toEqual(map);
  expect(memory().numTensors).toBe(open);
  shelf.close();
  await new Promise((resolve) => setTimeout(resolve));
  expect(memory().numTensors).toBe(before);
});

it('keeps the one before where the next cannot be opened, and frees it where it can', async () => {
  const before = memory().numTensors;
  const { shelf } = setUp();
  const first = await shelf.put('bundle', bundle);
  await expect(shelf.put('bundle', new Blob(['no bundle']))).rejects.toMatchObject({
    code: expect.any(String) as string,
  });
  expect(shelf.find('bundle')).toBe(first);
  expect(await shelf.put('bundle', bundle)).not.toBe(first);
  shelf.close();
  await new Promise((resolve) => setTimeout(resolve));
  expect(memory().numTensors).toBe(before);
});

it('says so where there is none', () => {
  const none = expect.objectContaining({
    code: 'no-model',
    message: 'There is no model yet. Train one, or open a bundle.',
  }) as Error;
  expect(() => setUp().shelf.find('training')).toThrow(none);
});

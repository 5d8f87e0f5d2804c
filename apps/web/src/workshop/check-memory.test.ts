import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import type { FreezeStrategy, ImageInput } from '@graftjs/core';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { fineTune } from '@graftjs/freeze/fine-tune';
import { linear } from '@graftjs/heads/linear';
import { toyImages } from '@graftjs/testkit';
import { compose, estimateRunMemory, type Composition } from '@graftjs/train';
import { expect, it } from 'vitest';
import { checkMemory } from './check-memory.js';

async function composition(freeze: FreezeStrategy, batchSize: number): Promise<Composition<ImageInput>> {
  const backbone = await efficientNetLite0({ top: false });
  return compose({ data: toyImages({ size: 8, perClass: 60 }), backbone, head: linear(), freeze, batchSize, seed: 1 });
}

const MB = 1e6;
const wasm = { backend: 'wasm', parallel: 1 };
const webgl = { backend: 'webgl', parallel: 1 };

it('goes by what a training takes here, to about a half', async () => {
  const { bytes, backendBytes } = estimateRunMemory(await composition(featureExtraction(), 16), 'wasm');
  // Measured in Node: the memory of wasm grew to 84 MB, and that of the process by 108 MB.
  expect(backendBytes / MB).toBeGreaterThan(84 / 2);
  expect(backendBytes / MB).toBeLessThan(84);
  expect(bytes / MB).toBeGreaterThan(108 / 2);
  expect(bytes / MB).toBeLessThan(2 * 108);
});

it('has nothing to say where there is room', async () => {
  const usual = await composition(featureExtraction(), 16);
  expect(checkMemory(usual, wasm, 4)).toBeUndefined();
  expect(checkMemory(usual, wasm, undefined)).toBeUndefined();
});

it('refuses what WebAssembly cannot hold, with a batch that it can', async () => {
  const large = await composition(fineTune(), 64);
  expect(() => checkMemory(large, wasm, 8)).toThrow(
    expect.objectContaining({
      code: 'not-enough-memory',
      field: 'batchSize',
      message: expect.stringMatching(
        /^This needs about \d+\.\d GB of memory, and WebAssembly has room for 4\.3 GB\. Choose a batch size of (8|16), a smaller input size, or a strategy that trains fewer blocks\.$/,
      ) as string,
    }),
  );
});

it('warns of what may be too much, for WebAssembly or for the machine', async () => {
  const tight = await composition(fineTune(), 24);
  expect(checkMemory(tight, wasm, 8)).toMatch(
    /^This needs about \d\.\d GB of memory, and there may be room for no more than 4\.3 GB: it may fail\. A batch size of/,
  );
  expect(checkMemory(tight, webgl, 2)).toMatch(/room for no more than 2\.1 GB/);
  expect(checkMemory(tight, webgl, undefined)).toBeUndefined();
});

it('advises a batch for which the machine has room as well', async () => {
  const tight = await composition(fineTune(), 24);
  const batchOf = (warning: string | undefined) => Number(/batch size of (\d+)/.exec(warning ?? '')?.[1]);
  const advised = batchOf(checkMemory(tight, wasm, 2));
  expect(advised).toBeLessThan(batchOf(checkMemory(tight, wasm, 8)));
  expect(estimateRunMemory(tight, 'wasm', { batchSize: advised }).bytes).toBeLessThanOrEqual(2 ** 30);
});

it('counts batches that run side by side', async () => {
  const usual = await composition(featureExtraction(), 16);
  expect(checkMemory(usual, webgl, 1)).toBeUndefined();
  expect(checkMemory(usual, { ...webgl, parallel: 16 }, 1)).toMatch(/^This needs about/);
});

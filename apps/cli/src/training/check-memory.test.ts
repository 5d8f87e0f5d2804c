import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { expect, it } from 'vitest';
import { checkMemory } from './check-memory.js';

const GB = 1e9;
const networkOf = async (inputSize: number) =>
  (await efficientNetLite0({ weights: 'bare', top: false, inputSize })).network;
const two = { parallel: 2 };

it('lets pass what fits', async () => {
  for (const size of [32, 224, 512]) checkMemory(await networkOf(size), two, 'wasm', {}, 8 * GB);
  checkMemory(await networkOf(224), { parallel: 1 }, 'tensorflow', { batchSize: 64 }, 8 * GB);
});

it('refuses what a wasm thread has no room for, and says what has', async () => {
  const network = await networkOf(2048);
  expect(() => checkMemory(network, two, 'wasm', {}, 64 * GB)).toThrow(
    /^Pictures of 2048 x 2048 pixels, 16 at once, need about 3\.\d GB of memory, and a wasm thread has room for 2\.1 GB\. Choose a smaller --input-size, such as \d+, or --batch-size [12]\.$/,
  );
});

it('refuses what the machine has no room for', async () => {
  const network = await networkOf(1024);
  expect(() => checkMemory(network, two, 'wasm', { batchSize: 512 }, 4 * GB)).toThrow(
    /this machine has room for 4\.0 GB/,
  );
});

it('names a size that passes', async () => {
  const network = await networkOf(4000);
  let message = '';
  try {
    checkMemory(network, two, 'wasm', {}, 8 * GB);
  } catch (error) {
    message = String(error);
  }
  const [, size] = /--input-size, such as (\d+)/.exec(message) ?? [];
  checkMemory(await networkOf(Number(size)), two, 'wasm', {}, 8 * GB);
});

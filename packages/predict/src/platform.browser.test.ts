import { tinyRun } from '@graftjs/bundle/fixtures/tiny-run';
import { getBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { encoders, startBackend } from './platform.browser.js';

const { network } = tinyRun();

afterEach(() => vi.unstubAllGlobals());

it('starts what is named, else WebAssembly, else plain JavaScript', async () => {
  await startBackend({ backend: 'cpu' }, network);
  expect(getBackend()).toBe('cpu');
  await startBackend({}, network);
  expect(getBackend()).toBe('wasm');
  vi.stubGlobal('WebAssembly', undefined);
  await startBackend({}, network);
  expect(getBackend()).toBe('cpu');
});

it('tries each on the model where the fastest is wished for', async () => {
  await startBackend({ backend: 'cpu' }, network);
  await startBackend({ backend: 'fastest' }, network);
  // Node has no graphics card for a page.
  expect(getBackend()).toBe('wasm');
});

it.each(['wasn', 'toString', 'tfjs-node'])('refuses %s, which is none of a page', async (backend) => {
  await expect(startBackend({ backend }, network)).rejects.toMatchObject({
    code: 'unknown-backend',
    message: expect.stringMatching(
      new RegExp(`^No backend "${backend}" in a page\\. .* There are: webgpu, webgl, wasm, cpu, fastest\\.$`),
    ) as string,
  });
});

it('never goes on silently with another', async () => {
  await expect(startBackend({ backend: 'webgl' }, network)).rejects.toMatchObject({ code: 'backend-failed' });
});

it('brings no encoder: only the page knows where it lies', () => {
  expect(encoders).toEqual({});
});

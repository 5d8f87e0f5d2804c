import { browserPath, launchBrowser, skipWithoutBrowser, softwareGpu } from '@graftjs/test-support/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as conformance from './backend-conformance.js';
import { call, openConformance } from './open-conformance.js';

/** Of the largest value. */
const TOLERANCE = 1e-5;

/** Those that networks for pictures are made of: all of them take minutes, see `browser-layers.slow.ts`. */
const ofPictures = [
  'Add',
  'AveragePooling2D',
  'BatchNormalization',
  'Conv2D',
  'Dense',
  'DepthwiseConv2D',
  'GlobalAveragePooling2D',
  'MaxPooling2D',
  'ReLU',
];

describe('backends in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    if (browserPath !== undefined) browser = await launchBrowser([], softwareGpu);
  });
  beforeEach(skipWithoutBrowser);
  afterAll(() => browser?.close());

  describe.each(['wasm', 'webgpu', 'webgl'])('%s', (name) => {
    let page: Page;
    beforeAll(async () => {
      if (browserPath !== undefined) page = await openConformance(browser);
    });
    afterAll(() => page?.close());

    it('says what computes', async () => {
      const { engine, device }: Awaited<ReturnType<typeof conformance.start>> = await call(page, 'start', name);
      expect(device).toMatch(name === 'wasm' ? /^processor$/ : /swiftshader/i);
      expect(engine).toMatch(new RegExp(`^${name}-[\\w.-]+/folded$`));
    });

    it('runs forward, has gradients, and leaves what is frozen', async () => {
      const lines = await call(page, 'check', name);
      expect(lines).toHaveLength(6);
      expect(lines.filter(({ problem }) => problem !== undefined)).toEqual([]);
    });

    it('gives outputs and gradients of Keras for the layers of picture networks', async () => {
      const { checked, wrong } = await call(page, 'checkLayers', TOLERANCE, ofPictures);
      expect(checked).toBe(ofPictures.length);
      expect(wrong).toEqual({});
    });
  });

  it.each(['webgpu', 'webgl'])('notices that the device of %s is lost, and starts it anew', async (name) => {
    const page = await openConformance(browser);
    const { code, reason, again } = await call(page, 'lose', name);
    expect(code).toBe('backend-lost');
    expect(reason).not.toBe('');
    expect(again).toBe(true);
    await page.close();
  });

  it('chooses the fastest by measurement', async () => {
    const page = await openConformance(browser);
    const { running, trials } = await call(page, 'choose', ['webgpu', 'webgl', 'wasm', 'cpu']);
    expect(trials.map(({ name }) => name)).toEqual(['webgpu', 'webgl', 'wasm']);
    // A graphics card that is a program loses here, and whether it is plain at once hangs on what else the processor does.
    for (const { problem } of trials) expect(problem ?? '').toMatch(/^(Its first layers alone take longer than .*)?$/);
    const fastest = [...trials].sort((a, b) => (b.perSecond ?? 0) - (a.perSecond ?? 0))[0]!;
    expect(running).toBe(fastest.name);
    await page.close();
  });

  it('says of each that does not start why, and runs in plain JavaScript where nothing else does', async () => {
    const page = await openConformance(browser);
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'gpu', { value: undefined });
      Object.assign(globalThis, { WebAssembly: undefined, OffscreenCanvas: undefined });
    });
    const { running, trials } = await call(page, 'choose', ['webgpu', 'webgl', 'wasm', 'cpu']);
    expect(running).toBe('cpu');
    expect(trials.map(({ problem }) => problem)).toEqual([
      'Backend "webgpu" did not start: this browser has no WebGPU, or only for pages over https.',
      'Backend "webgl" did not start: this browser cannot draw outside of a page.',
      'Backend "wasm" did not start: this browser has no WebAssembly, or has it switched off; allow it for this page.',
      undefined,
    ]);
    await page.close();
  });
});

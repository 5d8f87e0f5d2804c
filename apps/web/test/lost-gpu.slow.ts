import { softwareGpu } from '@graftjs/test-support/browser';
import type { Worker } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { copyPictures, dropPictures } from './small-project.js';
import { useStudio } from './use-studio.js';

describe('a graphics card that is lost between two steps', () => {
  // What a card that is gone still computes keeps a browser busy.
  const studio = useStudio({
    graphics: softwareGpu,
    prepare: ({ work }) => copyPictures(work, 8, { every: 1 }),
  });

  const select = (name: string) => studio.page.getByRole('combobox', { name, exact: true });
  const fill = (name: string, text: string) => studio.page.getByRole('textbox', { name, exact: true }).fill(text);
  const backend = () => studio.page.locator('section.backend');

  it.each(['WebGL', 'WebGPU'])(
    '%s: ends the training on the next, says so, and does no epoch again',
    async (name) => {
      await studio.restart();
      await studio.page.evaluate(() => {
        const trials = [{ name: 'wasm', device: 'processor', firstSeconds: 1, perSecond: 10 }];
        localStorage.setItem('graft-backend', JSON.stringify({ trials, browser: navigator.userAgent }));
      });
      await studio.page.reload();
      await dropPictures(studio.page, studio.work);
      await studio.page.getByRole('button', { name: 'Choices', exact: true }).click();
      await fill('Input size, in pixels', '32');
      await select('Strategy').selectOption('last-blocks');
      await fill('Epochs, at most', '30');
      await fill('Patience, in epochs', 'none');
      await fill('Batch size', '4');
      // A card that is a program compiles slowly, so few layers.
      await select('Where the head is put on').selectOption('block2b_add');
      const worker = studio.page.workers().find((one) => one.url().includes('workshop'))!;
      await catchCard(worker);
      await select('Compute on').selectOption(name);
      await backend().getByText(`${name} on:`).waitFor({ timeout: 60_000 });
      await recordSteps();

      await studio.page.locator('button:enabled', { hasText: /^Train$/ }).click();
      await studio.page.getByText(/tune the last 1: ([3-9]|[12]\d) epochs/).waitFor({ timeout: 120_000 });
      const begun = await epochs();
      await loseCard(worker);
      await backend().getByRole('alert').waitFor({ timeout: 60_000 });
      expect(await backend().getByRole('alert').textContent()).toMatch(
        new RegExp(`^${name} was lost: .*[.] What was running goes on elsewhere\\.$`),
      );
      expect(begun).toBeLessThan(30);
      await studio.page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
      expect(await epochs()).toBe(30);
      await studio.page.getByText('The run went on with another engine').waitFor();
      // From the checkpoint at the end of an epoch, and not from before it.
      const told = await toldSteps();
      expect(told.length).toBeGreaterThan(2);
      for (const [at, step] of told.entries()) {
        const before = told[at - 1] ?? 1;
        expect(step).toBeGreaterThan(STEPS * Math.floor((before - 1) / STEPS));
      }
      expect(await backend().getByRole('status').textContent()).toMatch(/^WebAssembly on: processor\./);
      expect(studio.problems).toEqual([]);
    },
    300_000,
  );

  /** Of an epoch: twelve pictures to train on, by four. */
  const STEPS = 3;

  async function epochs(): Promise<number> {
    return Number(/(\d+) epochs/.exec((await studio.page.textContent('.curves p')) ?? '')?.[1]);
  }

  /** Remembers how far the steps were, each time that the page says it. */
  async function recordSteps(): Promise<void> {
    await studio.page.evaluate(() => {
      const told: number[] = [];
      Object.assign(globalThis, { told });
      new MutationObserver(() => {
        const words = document.querySelector('.words')?.textContent ?? '';
        const done = Number(/^Training, .*, (\d+) of \d+/.exec(words)?.[1]);
        if (!Number.isNaN(done) && told.at(-1) !== done) told.push(done);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  }

  async function toldSteps(): Promise<readonly number[]> {
    return studio.page.evaluate(() => (globalThis as unknown as { told: number[] }).told);
  }
});

interface WithCard {
  lose?: () => void;
}

/** Has the worker remember the card that it is given, by WebGL or by WebGPU. */
async function catchCard(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const scope = globalThis as unknown as WithCard & {
      GPUAdapter: { prototype: { requestDevice(...given: unknown[]): Promise<{ destroy(): void }> } };
      OffscreenCanvas: { prototype: { getContext(...given: unknown[]): WebGL2RenderingContext | null } };
    };
    const { requestDevice } = scope.GPUAdapter.prototype;
    scope.GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await requestDevice.apply(this, given);
      scope.lose = () => device.destroy();
      return device;
    };
    const { getContext } = scope.OffscreenCanvas.prototype;
    scope.OffscreenCanvas.prototype.getContext = function (...given) {
      const context = getContext.apply(this, given);
      if (String(given[0]).startsWith('webgl')) {
        scope.lose = () => context?.getExtension('WEBGL_lose_context')?.loseContext();
      }
      return context;
    };
  });
}

async function loseCard(worker: Worker): Promise<void> {
  await worker.evaluate(() => (globalThis as WithCard).lose?.());
}

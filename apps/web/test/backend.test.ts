import { join } from 'node:path';
import { softwareGpu } from '@graftjs/test-support/browser';
import type { Worker } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { drop, listViolations } from './watch-page.js';
import { copyPictures, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

describe('what computes', () => {
  // A new browser each time: what a graphics card was asked for and nobody waits for any more still keeps the old one busy.
  const studio = useStudio({
    measures: true,
    graphics: softwareGpu,
    prepare: ({ work }) => copyPictures(work, 8, { every: 1 }),
  });

  const section = (on = studio.page) => on.locator('section.backend');
  const choice = (on = studio.page) => on.getByRole('combobox', { name: 'Compute on' });
  const status = async (on = studio.page): Promise<string | null> => section(on).getByRole('status').textContent();
  const rows = () => section().locator('tbody tr').allTextContents();

  it('is measured with the network that is to run, and a graphics card that is a program loses by that', async () => {
    expect(await status()).toBe('Nothing was computed yet.');
    await studio.page.getByRole('button', { name: 'Measure now' }).click();
    await section().locator('table').waitFor({ timeout: 120_000 });
    expect(await status()).toMatch(/^WebAssembly on: processor\. [\d.]+ pictures a second\.$/);
    const [webgpu, webgl, wasm, ...others] = await rows();
    expect(webgpu).toMatch(/^WebGPU(google swiftshader|Its first )/);
    expect(webgl).toMatch(/^WebGL(ANGLE .*SwiftShader|Its first )/);
    expect(wasm).toMatch(/^WebAssemblyprocessor[\d.]+ s$/);
    expect(others).toEqual([]);
    await checkLook(studio.page, 'backend');
  }, 200_000);

  it('is not measured again after a reload', async () => {
    const before = await rows();
    await studio.page.reload();
    expect(await rows()).toEqual(before);
    expect(await status()).toBe('Nothing was computed yet.');
    expect(studio.problems).toEqual([]);
  });

  it('is what the user chose, and stays so', async () => {
    await studio.restart();
    await studio.page.evaluate(() => {
      const trials = [{ name: 'wasm', device: 'processor', firstSeconds: 1, perSecond: 10 }];
      localStorage.setItem('graft-backend', JSON.stringify({ trials, browser: navigator.userAgent }));
    });
    await studio.page.reload();
    await choice().selectOption('WebGPU');
    await section().getByText('WebGPU on: google swiftshader.').waitFor({ timeout: 60_000 });
    await studio.page.reload();
    expect(await choice().inputValue()).toBe('webgpu');
  });

  it('goes on elsewhere when the graphics card is lost under a training, and says so', async () => {
    await drop(studio.page, zone, [join(studio.work, 'NORMAL'), join(studio.work, 'PNEUMONIA')]);
    await studio.page.waitForSelector('table.classes');
    const worker = studio.page.workers().find((one) => one.url().includes('workshop'))!;
    await catchDevice(worker);
    await studio.page.getByRole('button', { name: 'Train', exact: true }).click();
    await section().getByText('WebGPU on: google swiftshader.').waitFor({ timeout: 60_000 });
    await studio.page.getByText('Looking at pictures').waitFor({ timeout: 60_000 });
    expect(await choice().isDisabled()).toBe(true);
    await loseDevice(worker);
    await section().getByRole('alert').waitFor({ timeout: 60_000 });
    expect(await section().getByRole('alert').textContent()).toMatch(
      /^WebGPU was lost: .*[.] What was running goes on elsewhere\.$/,
    );
    await studio.page.waitForSelector('#results-heading', { timeout: 120_000 });
    expect(await status()).toMatch(/^WebAssembly on: processor\./);
    expect(await choice().inputValue()).toBe('');
    expect(await listViolations(studio.page)).toEqual([]);
  }, 300_000);

  it('says what is missing without WebAssembly', async () => {
    const context = await studio.browser.newContext({ serviceWorkers: 'block' });
    const lacking = await context.newPage();
    await lacking.route('**/workshop-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `delete globalThis.WebAssembly;${await response.text()}` });
    });
    await lacking.goto(studio.app.address);
    await choice(lacking).selectOption('WebAssembly');
    await section(lacking)
      .getByText(
        'Backend "wasm" did not start: this browser has no WebAssembly, or has it switched off; allow it for this page.',
      )
      .waitFor();
    await choice(lacking).selectOption('Plain JavaScript');
    await section(lacking).getByText('Plain JavaScript on: processor.').waitFor();
    expect(await section(lacking).textContent()).toContain('Plain JavaScript is slow');
    await context.close();
  }, 60_000);

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

interface WithDevice {
  device?: { destroy(): void };
}

/** Has the worker remember the device that it is given. */
async function catchDevice(worker: Worker): Promise<void> {
  await worker.evaluate(() => {
    const { GPUAdapter: adapter } = globalThis as unknown as {
      GPUAdapter: { prototype: { requestDevice(...given: unknown[]): Promise<never> } };
    };
    const usual = adapter.prototype.requestDevice;
    adapter.prototype.requestDevice = async function (...given) {
      return ((globalThis as WithDevice).device = await usual.apply(this, given));
    };
  });
}

async function loseDevice(worker: Worker): Promise<void> {
  await worker.evaluate(() => (globalThis as WithDevice).device?.destroy());
}

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath, launchBrowser, skipWithoutBrowser, softwareGpu } from '@graftjs/test-support/browser';
import type { Browser, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { serveApp, type ServedApp } from './serve-app.js';
import { drop, listViolations, watchPage } from './watch-page.js';

const xrays = fileURLToPath(folder);
const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone';

describe('what computes', () => {
  let work = '';
  let app: ServedApp;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    if (browserPath === undefined) return;
    work = mkdtempSync(join(tmpdir(), 'graft-backend-'));
    for (const label of ['NORMAL', 'PNEUMONIA']) {
      mkdirSync(join(work, label));
      const files = readdirSync(join(xrays, 'train', label)).slice(0, 8);
      for (const file of files) copyFileSync(join(xrays, 'train', label, file), join(work, label, file));
    }
    app = await serveApp(work);
    await open();
  }, 300_000);
  beforeEach(skipWithoutBrowser);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    if (work) rmSync(work, { recursive: true });
  });

  /** A new one: what a graphics card was asked for and nobody waits for any more still keeps the old one busy. */
  async function open(): Promise<void> {
    await browser?.close();
    browser = await launchBrowser([], softwareGpu);
    page = await (await browser.newContext()).newPage();
    problems = await watchPage(page, app.address);
    await page.goto(app.address);
  }

  const section = (on = page) => on.locator('section.backend');
  const choice = (on = page) => on.getByRole('combobox', { name: 'Compute on' });
  const status = async (on = page): Promise<string | null> => section(on).getByRole('status').textContent();
  const rows = () => section().locator('tbody tr').allTextContents();

  it('is measured with the network that is to run, and a graphics card that is a program loses by that', async () => {
    expect(await status()).toBe('Nothing was computed yet.');
    await page.getByRole('button', { name: 'Measure now' }).click();
    await section().locator('table').waitFor({ timeout: 120_000 });
    expect(await status()).toMatch(/^WebAssembly on: processor\. [\d.]+ pictures a second\.$/);
    const [webgpu, webgl, wasm, ...others] = await rows();
    expect(webgpu).toMatch(/^WebGPU(google swiftshader|Its first examples take)/);
    expect(webgl).toMatch(/^WebGL(ANGLE .*SwiftShader|Its first examples take)/);
    expect(wasm).toMatch(/^WebAssemblyprocessor[\d.]+ s$/);
    expect(others).toEqual([]);
    await checkLook(page, 'backend');
  }, 200_000);

  it('is not measured again after a reload', async () => {
    const before = await rows();
    await page.reload();
    expect(await rows()).toEqual(before);
    expect(await status()).toBe('Nothing was computed yet.');
    expect(problems).toEqual([]);
  });

  it('is what the user chose, and stays so', async () => {
    await open();
    await page.evaluate(() => {
      const trials = [{ name: 'wasm', device: 'processor', firstSeconds: 1, perSecond: 10 }];
      localStorage.setItem('graft-backend', JSON.stringify({ trials, browser: navigator.userAgent }));
    });
    await page.reload();
    await choice().selectOption('WebGPU');
    await section().getByText('WebGPU on: google swiftshader.').waitFor({ timeout: 60_000 });
    await page.reload();
    expect(await choice().inputValue()).toBe('webgpu');
  });

  it('goes on elsewhere when the graphics card is lost under a training, and says so', async () => {
    await drop(page, zone, [join(work, 'NORMAL'), join(work, 'PNEUMONIA')]);
    await page.waitForSelector('table.classes');
    const worker = page.workers().find((one) => one.url().includes('workshop'))!;
    await catchDevice(worker);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await section().getByText('WebGPU on: google swiftshader.').waitFor({ timeout: 60_000 });
    await page.getByText('Looking at pictures').waitFor({ timeout: 60_000 });
    expect(await choice().isDisabled()).toBe(true);
    await loseDevice(worker);
    await section().getByRole('alert').waitFor({ timeout: 60_000 });
    expect(await section().getByRole('alert').textContent()).toMatch(
      /^WebGPU was lost: .*[.] What was running goes on elsewhere\.$/,
    );
    await page.waitForSelector('#results-heading', { timeout: 120_000 });
    expect(await status()).toMatch(/^WebAssembly on: processor\./);
    expect(await listViolations(page)).toEqual([]);
  }, 300_000);

  it('says what is missing without WebAssembly', async () => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const lacking = await context.newPage();
    await lacking.route('**/workshop-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `delete globalThis.WebAssembly;${await response.text()}` });
    });
    await lacking.goto(app.address);
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
    expect(problems).toEqual([]);
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

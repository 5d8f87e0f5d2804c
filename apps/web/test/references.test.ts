import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest';
import { hasSameFonts, matchReference } from './match-reference.js';
import { serveApp, type ServedApp } from './serve-app.js';
import { drop } from './watch-page.js';

const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone';
const labels = ['NORMAL', 'PNEUMONIA'];
const perClass = 8;
const weights = '**/assets/*.safetensors';

describe('looks as it did when people looked at it', () => {
  let work = '';
  let app: ServedApp;
  let browser: Browser;
  let page: Page;
  let sameFonts = false;
  let bringWeights = (): void => undefined;
  const pictures = (label: string): string => join(work, 'data', label);

  beforeAll(async () => {
    if (browserPath === undefined) return;
    work = mkdtempSync(join(tmpdir(), 'graft-references-'));
    for (const label of labels) {
      mkdirSync(pictures(label), { recursive: true });
      const from = join(fileURLToPath(folder), 'test', label);
      const files = readdirSync(from).sort().slice(0, perClass);
      for (const file of files) copyFileSync(join(from, file), join(pictures(label), file));
    }
    app = await serveApp(work);
    browser = await launchBrowser();
    // A service worker would bring what is held back here.
    page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
    // What needs the weights waits for them for as long as it is looked at.
    const brought = new Promise<void>((resolve) => (bringWeights = resolve));
    await page.route(weights, (route) => brought.then(() => route.continue()));
    await page.goto(app.address);
    sameFonts = await hasSameFonts(page);
  }, 300_000);

  beforeEach(skipWithoutBrowser);
  beforeEach((context) => {
    if (sameFonts) return;
    const reason =
      'This machine has other fonts than the references; npm run references -w @graftjs/web makes them anew';
    Object.assign(context.task.meta, { reason });
    context.skip(reason);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.close();
    if (work) rmSync(work, { recursive: true });
  });

  it('at the start', async () => {
    await page.waitForSelector(`${zone}:not([data-disabled])`);
    await matchReference(page, 'start');
  });

  it('with pictures', async () => {
    await drop(page, zone, labels.map(pictures));
    await page.getByText(`${2 * perClass} pictures in 2 classes will take part.`).waitFor();
    await page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await page.getByRole('button', { name: 'Show pictures of PNEUMONIA' }).click();
    await page.waitForSelector('.grid [role=row]');
    await matchReference(page, 'pictures');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  it('while it trains', async () => {
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await matchReference(page, 'training');
    bringWeights();
  });

  it('with results, and with answers', async () => {
    await page.waitForSelector('#results-heading', { timeout: 300_000 });
    await page
      .locator('.plan')
      .getByText(/^about/)
      .waitFor({ timeout: 120_000 });
    await matchReference(page, 'results');
    const [picture] = readdirSync(pictures('NORMAL'));
    await page.locator('.predict:visible input[type=file]').setInputFiles(join(pictures('NORMAL'), picture!));
    await page.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
    await matchReference(page, 'answers');
  }, 400_000);

  it('with a bundle', async () => {
    await page.getByRole('tab', { name: 'Use a bundle' }).click();
    await matchReference(page, 'bundle');
  });
});

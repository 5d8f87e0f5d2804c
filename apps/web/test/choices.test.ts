import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleHash } from './bundle-hash.js';
import { checkLook } from './check-look.js';
import { serveApp, type ServedApp } from './serve-app.js';
import { copyPictures, dropPictures, killTab } from './small-project.js';
import { watchPage } from './watch-page.js';

const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone';

describe('what is chosen', () => {
  let work = '';
  let app: ServedApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    if (browserPath === undefined) return;
    work = mkdtempSync(join(tmpdir(), 'graft-choices-'));
    copyPictures(work, 12);
    app = await serveApp(work);
    browser = await launchBrowser();
    context = await browser.newContext();
    problems = await visit();
  }, 300_000);

  beforeEach(skipWithoutBrowser);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
    if (work) rmSync(work, { recursive: true });
  });

  async function visit(): Promise<string[]> {
    page = await context.newPage();
    const found = await watchPage(page, app.address);
    await page.goto(app.address);
    return found;
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const section = () => page.locator('[aria-labelledby=training-heading]');
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const select = (name: string) => page.getByRole('combobox', { name, exact: true });
  const planned = async (): Promise<Record<string, string>> => {
    const pairs = await page.$$eval('.plan > div', (rows) =>
      rows.map((row) => [...row.children].map((part) => part.textContent)),
    );
    return Object.fromEntries(pairs) as Record<string, string>;
  };
  const price = async (): Promise<Record<string, string>> => {
    await page.waitForFunction(() => /about/.test(document.querySelector('.plan')?.textContent ?? ''), undefined, {
      timeout: 120_000,
    });
    return planned();
  };
  it('says what a training will be and cost, with nothing chosen', async () => {
    await dropPictures(page, work);
    const { Parameters, Frozen, Trainable, Time, Memory } = await price();
    expect([Parameters, Frozen, Trainable]).toEqual(['3,415,586', '3,413,024', '2,562']);
    expect(Time).toMatch(/^about \d+ (s|min)$/);
    expect(Memory).toMatch(/^\d+ MB$/);
  });

  it('refuses what cannot be beside its field, before the start', async () => {
    await button('Choices').click();
    await field('Input size, in pixels').fill('64');
    await select('Strategy').selectOption('last-blocks');
    await field('Blocks').fill('40');
    await section().getByText('the backbone has').first().waitFor();
    expect(await field('Blocks').getAttribute('aria-invalid')).toBe('true');
    expect(await button('Train').isDisabled()).toBe(true);
    await field('Blocks').fill('1');
    await field('Learning rate').fill('fast');
    await section().getByText('last-blocks option "learningRate" is "fast"; allowed: a number over 0.').waitFor();
    expect(await field('Learning rate').getAttribute('aria-invalid')).toBe('true');
    await checkLook(page, 'choices-refused');
    await field('Learning rate').fill('0.003');
    await field('Epochs, at most').fill('12');
    await field('Patience, in epochs').fill('none');
    await field('Batch size').fill('4');
    const { Trainable, Time } = await price();
    expect(Number(Trainable!.replaceAll(',', ''))).toBeGreaterThan(100_000);
    expect(Time).toMatch(/of steps$/);
  }, 120_000);

  it('lists the real cuts with their shapes', async () => {
    const cuts = await select('Where the head is put on').locator('option').allTextContents();
    expect(cuts[0]).toBe('At the bottleneck');
    expect(cuts.length).toBeGreaterThan(50);
    expect(cuts.at(-1)).toBe('predictions (1000)');
    expect(cuts).toContain('head_activation (2 x 2 x 1280)');
  });

  let whole = '';

  it('draws curves and names phases while it trains', async () => {
    await button('Train').click();
    await page.waitForSelector('.curves img', { timeout: 120_000 });
    await page.waitForFunction(() => document.querySelectorAll('.curves img').length === 2);
    expect(await page.textContent('.curves p')).toMatch(/^tune the last 1: \d+ epochs?[;,]/);
    await checkLook(page, 'choices-training');
    await page.waitForSelector('#results-heading', { timeout: 120_000 });
    expect(await page.textContent('.curves p')).toContain('12 epochs');
    whole = await bundleHash(page);
  }, 300_000);

  it('goes on where a tab was killed, to the very same model', async () => {
    await button('Train').click();
    await page.getByText(/tune the last 1: [3-9] epochs/).waitFor({ timeout: 120_000 });
    await killTab(page);
    await visit();
    await page.getByText('A training was interrupted.').waitFor();
    expect(await page.locator('#results-heading').count()).toBe(1);
    await checkLook(page, 'choices-interrupted');
    await button('Go on').click();
    await page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    expect(await page.textContent('.curves p')).toContain('12 epochs');
    expect(await bundleHash(page)).toBe(whole);
  }, 300_000);

  it('has the model again after a reload', async () => {
    const figures = await page.textContent('table.figures');
    await page.reload();
    await page.waitForSelector('#results-heading');
    expect(await page.textContent('table.figures')).toBe(figures);
    expect(await page.getByText('The pictures have changed since').count()).toBe(0);
    expect(await bundleHash(page)).toBe(whole);
    await button('Choices').click();
    expect(await field('Epochs, at most').inputValue()).toBe('12');
    const asked = join(work, 'NORMAL', readdirSync(join(work, 'NORMAL'))[0]!);
    await page.locator('.predict:visible input[type=file]').setInputFiles([asked]);
    await page.locator('.predict:visible').getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
  }, 120_000);

  it('ends with the best so far when that is enough, and forgets it with the pictures', async () => {
    await select('What is put on it').selectOption('mlp');
    await field('Epochs, at most').fill('3000');
    await field('Patience, in epochs').fill('none');
    await field('Input size, in pixels').fill('64');
    await field('Batch size').fill('4');
    await price();
    await button('Train').click();
    await button('That is enough: keep the best').click({ timeout: 120_000 });
    await page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    await section()
      .getByText(/The run was stopped after step \d+/)
      .waitFor();
    await button('Remove everything').click();
    expect(await page.locator('#results-heading').count()).toBe(0);
    await page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await page.reload();
    await page.waitForSelector(`${zone}:not([data-disabled])`);
    expect(await page.locator('#results-heading, .curves').count()).toBe(0);
  }, 300_000);

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(problems).toEqual([]);
  });
});

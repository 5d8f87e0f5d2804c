import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleHash } from './bundle-hash.js';
import { checkLook } from './check-look.js';
import { copyPictures, dropPictures, killTab, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

describe('what is chosen', () => {
  const studio = useStudio({ prepare: ({ work }) => copyPictures(work, 12) });

  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const section = () => studio.page.locator('[aria-labelledby=training-heading]');
  const field = (name: string) => studio.page.getByRole('textbox', { name, exact: true });
  const select = (name: string) => studio.page.getByRole('combobox', { name, exact: true });
  const planned = async (): Promise<Record<string, string>> => {
    const pairs = await studio.page.$$eval('.plan > div', (rows) =>
      rows.map((row) => [...row.children].map((part) => part.textContent)),
    );
    return Object.fromEntries(pairs) as Record<string, string>;
  };
  const price = async (): Promise<Record<string, string>> => {
    await studio.page.waitForFunction(
      () => /about/.test(document.querySelector('.plan')?.textContent ?? ''),
      undefined,
      {
        timeout: 120_000,
      },
    );
    return planned();
  };
  it('says what a training will be and cost, with nothing chosen', async () => {
    await dropPictures(studio.page, studio.work);
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
    await checkLook(studio.page, 'choices-refused');
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

  async function rename(from: string, to: string): Promise<void> {
    await field(`Name of class ${from}`).fill(to);
    await field(`Name of class ${from}`).press('Enter');
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
  }

  it('draws curves and names phases while it trains', async () => {
    await button('Train').click();
    await studio.page.waitForSelector('.curves img', { timeout: 120_000 });
    await studio.page.waitForFunction(() => document.querySelectorAll('.curves img').length === 2);
    expect(await studio.page.textContent('.curves p')).toMatch(/^tune the last 1: \d+ epochs?[;,]/);
    await checkLook(studio.page, 'choices-training');
    await studio.page.waitForSelector('#results-heading', { timeout: 120_000 });
    expect(await studio.page.textContent('.curves p')).toContain('12 epochs');
    whole = await bundleHash(studio.page);
  }, 300_000);

  it('goes on where a tab was killed, to the very same model', async () => {
    await button('Train').click();
    await studio.page.getByText(/tune the last 1: [3-9] epochs/).waitFor({ timeout: 120_000 });
    await killTab(studio.page);
    await studio.visit();
    await studio.page.getByText('A training was interrupted.').waitFor();
    expect(await studio.page.locator('#results-heading').count()).toBe(1);
    await checkLook(studio.page, 'choices-interrupted');
    await rename('NORMAL', 'HEALTHY');
    await button('Go on').click();
    await section()
      .getByText('It cannot go on: its pictures, this app or the browser are not what they were when it began.')
      .waitFor({ timeout: 60_000 });
    await checkLook(studio.page, 'choices-changed');
    await rename('HEALTHY', 'NORMAL');
    await button('Go on').click();
    await studio.page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    expect(await studio.page.textContent('.curves p')).toContain('12 epochs');
    expect(await bundleHash(studio.page)).toBe(whole);
  }, 300_000);

  it('has the model again after a reload', async () => {
    const figures = await studio.page.textContent('table.figures');
    await studio.page.reload();
    // Nothing can be begun before what was kept is there, and with it what was chosen.
    await studio.page.locator('button:enabled', { hasText: /^Train$/ }).waitFor();
    expect(await studio.page.locator('#results-heading').count()).toBe(1);
    expect(await studio.page.textContent('table.figures')).toBe(figures);
    expect(await studio.page.getByText('The pictures have changed since').count()).toBe(0);
    expect(await bundleHash(studio.page)).toBe(whole);
    // Under another name the pictures are the same.
    await rename('NORMAL', 'HEALTHY');
    await studio.page.reload();
    await studio.page.getByText('The pictures have changed since').waitFor();
    expect(await studio.page.textContent('table.figures')).toBe(figures);
    await rename('HEALTHY', 'NORMAL');
    await studio.page.getByText('The pictures have changed since').waitFor({ state: 'detached' });
    await button('Choices').click();
    expect(await field('Epochs, at most').inputValue()).toBe('12');
    const asked = join(studio.work, 'NORMAL', readdirSync(join(studio.work, 'NORMAL'))[0]!);
    await studio.page.locator('.predict:visible input[type=file]').setInputFiles([asked]);
    await studio.page.locator('.predict:visible').getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
  }, 120_000);

  it('loses nothing by what is done on another page, or by undoing', async () => {
    const other = await studio.context.newPage();
    await other.goto(studio.app.address);
    await other.getByText('Another page has').waitFor();
    await dropPictures(other, studio.work);
    await other.getByRole('button', { name: 'Remove everything' }).click();
    await other.locator('table.classes').waitFor({ state: 'detached' });
    await other.close();
    await studio.page.reload();
    await studio.page.waitForSelector('#results-heading');
    expect(await bundleHash(studio.page)).toBe(whole);
    await button('Train').click();
    await studio.page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    await studio.page.locator('h1').click();
    await studio.page.keyboard.press('Control+z');
    expect(await button('Undo').count()).toBe(0);
    expect(await studio.page.locator('#results-heading').count()).toBe(1);
    await button('Remove everything').click();
    expect(await studio.page.locator('#results-heading').count()).toBe(0);
    expect(await studio.page.getByText(/^Done in/).count()).toBe(0);
    // Other pictures, even if they look the same.
    await dropPictures(studio.page, studio.work);
    await studio.page.waitForSelector('table.classes');
    expect(await studio.page.locator('#results-heading').count()).toBe(0);
    await button('Undo').click();
    await studio.page.locator('table.classes').waitFor({ state: 'detached' });
    await button('Undo').click();
    await studio.page.waitForSelector('#results-heading');
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await studio.page.reload();
    await studio.page.waitForSelector('#results-heading');
    expect(await bundleHash(studio.page)).toBe(whole);
    await button('Choices').click();
  }, 200_000);

  it('ends with the best so far when that is enough, and forgets it with the pictures', async () => {
    await select('What is put on it').selectOption('mlp');
    await field('Epochs, at most').fill('3000');
    await field('Patience, in epochs').fill('none');
    await field('Input size, in pixels').fill('64');
    await field('Batch size').fill('4');
    await price();
    await button('Train').click();
    await button('Finish now, keep the best').click({ timeout: 120_000 });
    await studio.page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    await section()
      .getByText(/The run was stopped after step \d+/)
      .waitFor();
    await button('Remove everything').click();
    expect(await studio.page.locator('#results-heading').count()).toBe(0);
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await studio.page.reload();
    await studio.page.waitForSelector(`${zone}:not([data-disabled])`);
    expect(await studio.page.locator('#results-heading, .curves').count()).toBe(0);
  }, 300_000);

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

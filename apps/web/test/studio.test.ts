import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { drop } from './watch-page.js';
import { cli, copyPictures, fileInput, listClasses, paste, readMeters, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

const xrays = fileURLToPath(folder);
const perClass = 14;

describe('from drop to bundle', () => {
  const pictures = (label: string): string => join(studio.work, 'data', label);
  const studio = useStudio({
    measures: true,
    prepare({ work }) {
      copyPictures(join(work, 'data'), perClass);
      writeFileSync(join(pictures('NORMAL'), 'notes.jpg'), '%PDF-1.7 no picture');
      writeFileSync(join(pictures('NORMAL'), '.DS_Store'), 'left behind');
    },
  });

  const button = (name: string | RegExp) => studio.page.getByRole('button', { name, exact: true });
  const classes = () => listClasses(studio.page);

  it('starts with what to do', async () => {
    await studio.page.waitForSelector('h1');
    expect(await button('Train').isDisabled()).toBe(true);
    await checkLook(studio.page, 'start');
  });

  it('takes folders that are dropped, a class each, and says which files are no pictures', async () => {
    await drop(studio.page, zone, [pictures('NORMAL'), pictures('PNEUMONIA')]);
    await studio.page.waitForSelector('table.classes');
    expect(await classes()).toEqual([
      ['NORMAL', perClass + 1],
      ['PNEUMONIA', perClass],
    ]);
    await button('1 file cannot be used').click();
    expect(await studio.page.textContent('.problems tbody')).toBe(
      'NORMAL/notes.jpgThe file is in the format PDF; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
    );
    expect(await studio.page.textContent('[aria-labelledby=pictures-heading]')).toContain(
      `${2 * perClass} pictures in 2 classes will take part.`,
    );
  });

  it('adds nothing twice', async () => {
    await drop(studio.page, zone, [pictures('PNEUMONIA')]);
    await studio.page.waitForFunction(() =>
      document.body.textContent?.includes('0 pictures have arrived. 14 were there already.'),
    );
    expect((await classes())[1]).toEqual(['PNEUMONIA', perClass]);
  });

  it('renames a class, switches it off, and deletes a picture of it', async () => {
    const name = studio.page.getByRole('textbox', { name: 'Name of class PNEUMONIA' });
    await name.fill('a/b');
    expect(await studio.page.textContent('.react-aria-FieldError')).toBe(
      'A name has no /: folders of some systems cannot be called so.',
    );
    await name.fill('viral');
    await name.press('Enter');
    expect((await classes())[1]).toEqual(['viral', perClass]);

    const takesPart = studio.page.getByRole('switch', { name: 'viral takes part in training' });
    await takesPart.focus();
    await studio.page.keyboard.press('Space');
    expect(await button('Train').isDisabled()).toBe(true);
    await studio.page.keyboard.press('Space');
    expect(await button('Train').isDisabled()).toBe(false);

    await button('Show pictures of viral').click();
    await studio.page.waitForSelector('.grid [role=option]');
    await studio.page.locator('.grid [role=option]').first().click();
    await checkLook(studio.page, 'pictures');
    await button('Delete 1 picture').click();
    expect((await classes())[1]).toEqual(['viral', perClass - 1]);
    await button('Close').click();
  });

  it('stops a training, and keeps nothing of it', async () => {
    await button('Train').click();
    await studio.page.waitForFunction(() => document.body.textContent?.includes('Looking at pictures'), undefined, {
      timeout: 120_000,
    });
    await checkLook(studio.page, 'training');
    await button('Stop').click();
    await studio.page.waitForFunction(
      () => document.body.textContent?.includes('Stopped. Nothing was kept.'),
      undefined,
      {
        timeout: 120_000,
      },
    );
    expect(await studio.page.locator('#results-heading').count()).toBe(0);
  }, 300_000);

  it('trains, and shows how good the model is on pictures that took no part', async () => {
    await button('Train').click();
    await studio.page.waitForSelector('#results-heading', { timeout: 300_000 });
    const figures = await studio.page.$$eval('table.figures tbody tr', (rows) => rows.map((row) => row.textContent));
    expect(figures[0]).toMatch(/^Accuracy\d+\.\d % \(\d+\.\d % to \d+\.\d %\)$/);
    expect(figures[2]).toMatch(/^AUC/);
    await studio.page.waitForSelector('.confusion button:not([data-disabled])');
    await studio.page.locator('.confusion button:not([data-disabled])').first().click();
    expect(await studio.page.textContent('#gallery-heading')).toMatch(/^(NORMAL|viral), taken for (NORMAL|viral)$/);
    await studio.page.waitForSelector('[aria-labelledby=gallery-heading] [role=option]');
    await checkLook(studio.page, 'results');

    await studio.page.getByRole('slider', { name: 'Say viral from a probability of' }).focus();
    await studio.page.keyboard.press('Home');
    const answers = await studio.page.$$eval('.confusion tbody tr', (rows) =>
      (rows as HTMLTableRowElement[]).map((row) => [...row.cells].slice(1).map((cell) => Number(cell.textContent))),
    );
    expect(answers.map(([normal]) => normal)).toEqual([0, 0]);
  }, 400_000);

  it('classifies what is chosen and what is pasted, as the command line does with the bundle', async () => {
    const asked = readdirSync(join(xrays, 'test', 'NORMAL'))
      .slice(0, 3)
      .map((file) => join(xrays, 'test', 'NORMAL', file));
    const section = studio.page.locator('.predict:visible');
    await section.locator('input[type=file]').setInputFiles(asked);
    await section.getByText('Done: 3 pictures.').waitFor({ timeout: 60_000 });
    await paste(studio.page, asked[0]!);
    await section.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
    await checkLook(studio.page, 'predictions');
    // The newest come first.
    const [pasted, ...shown] = await readMeters(section.locator('tr:has(meter)'));
    expect(shown).toHaveLength(3);
    expect(pasted).toEqual(shown[0]);

    const [download] = await Promise.all([
      studio.page.waitForEvent('download'),
      studio.page.getByRole('link', { name: 'Download the bundle' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('pictures.safetensors');
    const bundle = join(studio.work, 'pictures.safetensors');
    await download.saveAs(bundle);
    const said = JSON.parse(
      execFileSync('node', [cli, 'predict', bundle, ...asked, '--json'], { encoding: 'utf8' }),
    ) as { readonly probabilities: Record<string, number> }[];
    for (const [index, { probabilities }] of said.entries()) {
      for (const [label, probability] of Object.entries(probabilities)) {
        expect(Math.abs(probability - (shown[index]?.[label] ?? NaN))).toBeLessThan(0.02);
      }
    }
  }, 300_000);

  it('has the pictures again after a reload, and their features', async () => {
    const before = await classes();
    const figures = await studio.page.textContent('table.figures');
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await studio.page.reload();
    await studio.page.waitForSelector('table.classes');
    expect(await classes()).toEqual(before);
    await button('Train').click();
    // The model before is there again, with its results.
    await studio.page.getByText(/^Done in/).waitFor({ timeout: 300_000 });
    expect(await studio.page.textContent('table.figures')).toBe(figures);

    const second = await studio.page.context().newPage();
    await second.goto(studio.app.address);
    await second.waitForSelector('.react-aria-DropZone:not([data-disabled])');
    expect(await second.locator('table.classes').count()).toBe(0);
    await drop(second, zone, [pictures('NORMAL')]);
    await second.getByText('Another page has the project open.').waitFor();
    await second.close();
    expect(await classes()).toEqual(before);
  }, 400_000);

  it('takes a zip, and says what is wrong with one', async () => {
    const zip = new ZipWriter(new Uint8ArrayWriter());
    for (const label of ['cow', 'hen']) {
      await zip.add(`farm/${label}/1.jpg`, new Uint8ArrayReader(new TextEncoder().encode(label)));
    }
    const bytes = await zip.close();
    const input = studio.page.locator(fileInput);
    await input.setInputFiles({ name: 'farm.zip', mimeType: 'application/zip', buffer: Buffer.from(bytes) });
    await studio.page.waitForFunction(() => document.querySelectorAll('table.classes tbody tr').length === 4);
    expect((await classes()).slice(1, 3)).toEqual([
      ['cow', 1],
      ['hen', 1],
    ]);
    await input.setInputFiles({
      name: 'half.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from(bytes.slice(0, 90)),
    });
    await studio.page.waitForFunction(() => document.body.textContent?.includes('"half.zip" cannot be read'));
    // Of what arrived nothing can be read, so nothing of what takes part has changed.
    const changed = studio.page.getByText('The pictures have changed since');
    await changed.waitFor({ state: 'detached' });
    const takesPart = studio.page.getByRole('switch', { name: 'NORMAL takes part in training' });
    await takesPart.press('Space');
    await changed.waitFor();
    await takesPart.press('Space');
    await changed.waitFor({ state: 'detached' });
  });

  it('shows the demo with one click', async () => {
    await button('Try it on 1,296 chest X-rays').click();
    await studio.page.waitForFunction(
      () => document.querySelectorAll('table.classes tbody tr').length === 2,
      undefined,
      {
        timeout: 120_000,
      },
    );
    expect(await classes()).toEqual([
      ['NORMAL', 648],
      ['PNEUMONIA', 648],
    ]);
    expect(await studio.page.textContent('body')).toContain('Licensed under CC BY 4.0');
  });

  it('removes everything when asked, for good', async () => {
    await button('Remove everything').click();
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await studio.page.reload();
    await studio.page.waitForSelector('.react-aria-DropZone:not([data-disabled])');
    expect(await studio.page.locator('table.classes').count()).toBe(0);
  });

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

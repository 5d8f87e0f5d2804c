import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { blackPng, repeatEntry, smallPicture, writeFiles } from './hard-files.js';
import { zone } from './small-project.js';
import { useStudio } from './use-studio.js';
import { drop, listViolations } from './watch-page.js';

const bomb = fileURLToPath(new URL('../../../packages/formats/fixtures/zip/bomb.zip', import.meta.url));
const text = (words: string) => Buffer.from(words, 'latin1');
const threeOf = (folder: string) =>
  Object.fromEntries([1, 2, 3].map((number) => [`${folder}/${number}.jpg`, smallPicture(number)]));

describe('what is dropped by mistake, or in malice', () => {
  const studio = useStudio();

  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const status = (words: string) => studio.page.locator('[role=status]').getByText(words).waitFor();
  const said = (words: string) => studio.page.getByText(words).waitFor();
  const classes = () =>
    studio.page.$$eval('table.classes tbody tr', (rows) =>
      (rows as HTMLTableRowElement[]).map((row) => [row.querySelector('input')?.value, row.cells[1]?.textContent]),
    );
  const write = (name: string, files: Readonly<Record<string, Uint8Array>>) =>
    writeFiles(join(studio.work, name), files);
  const dropAll = async (...paths: readonly string[]) => {
    await studio.page.waitForSelector(`${zone}:not([data-disabled])`);
    await drop(studio.page, zone, paths);
  };
  const pack = async (name: string, files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) => {
    const zip = new ZipWriter(new BlobWriter());
    for (const [path, bytes] of Object.entries(files)) await zip.add(path, new BlobReader(new Blob([bytes])));
    const bytes = new Uint8Array(await (await zip.close()).arrayBuffer());
    const file = join(studio.work, name);
    writeFileSync(file, bytes);
    return { file, bytes };
  };

  it('waits for a second class where there is one', async () => {
    await dropAll(write('one', threeOf('only')));
    await status('3 pictures have arrived.');
    expect(await classes()).toEqual([['one', '3']]);
    await said('Two classes are needed, each with at least 3 pictures and better 20 or more.');
    expect(await button('Train').isDisabled()).toBe(true);
  });

  it('adds nothing twice, and says so', async () => {
    await dropAll(write('one', { ...threeOf('only'), 'only/4.jpg': smallPicture(4) }));
    await status('1 picture has arrived. 3 were there already.');
    await button('Remove everything').click();
  });

  it('refuses zips that are bombs, cut short, or none, and leaves the page as it was', async () => {
    const { bytes } = await pack('whole.zip', threeOf('cat') as Record<string, Buffer<ArrayBuffer>>);
    const files = { 'bomb.zip': repeatEntry(bomb, 70), 'cut.zip': bytes.subarray(0, -30), 'none.zip': text('no zip') };
    write('zips', files);
    const reasons = {
      'bomb.zip': 'unpacks to more than 4 GB. Unpack it, and use the folders that you need.',
      'cut.zip': 'Make the zip again.',
      'none.zip': 'Make the zip again.',
    };
    for (const [name, reason] of Object.entries(reasons)) {
      await dropAll(join(studio.work, 'zips', name));
      const line = studio.page.locator('[role=status].problem');
      await line.getByText(`"${name}"`).waitFor();
      expect(await line.textContent(), name).toContain(reason);
      expect(await classes()).toEqual([]);
    }
  });

  it('names each file of a folder in which all are broken', async () => {
    const files = {
      'a.jpg': text(''),
      'b.jpg': text('no picture'),
      'c.jpg': smallPicture(1).subarray(0, 120),
      'd.png': blackPng(20_000, 10_000),
      'e.heic': text('\0\0\0\x18ftypheic'),
      'f.pdf': text('%PDF-1.7'),
    };
    await dropAll(write('bad', files));
    await button('6 files cannot be used').click();
    const reasons = await studio.page.$$eval('.problems tbody tr', (rows) => rows.map((row) => row.textContent));
    expect(reasons.sort()).toEqual([
      'bad/a.jpgThe file is empty (0 bytes). Replace it or remove it.',
      'bad/b.jpgThe file is no picture of a known format; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
      'bad/c.jpgThe JPEG picture cannot be decoded: its end is missing. The file is damaged or cut short; replace it or remove it.',
      'bad/d.pngThe picture has 20000 x 10000 pixels, more than the 100 million that are allowed. Downsize it.',
      'bad/e.heicThe file is in the format HEIC; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
      'bad/f.pdfThe file is in the format PDF; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
    ]);
    await said('0 pictures in 0 classes will take part.');
    await button('Show pictures of bad').click();
    await studio.page.waitForSelector('.grid [role=option]');
    expect(await listViolations(studio.page)).toEqual([]);
    await button('Remove everything').click();
  });

  it('takes names of every kind', async () => {
    const long = 'long '.repeat(60).trim();
    const { file } = await pack('names.zip', {
      ...threeOf('🐈‍⬛ cats'),
      ...threeOf('كلاب'),
      ...threeOf(long),
      [`${long}/${'x'.repeat(300)}.jpg`]: text('broken'),
      '🐈‍⬛ cats/deeper/1.jpg': smallPicture(10),
    } as Record<string, Buffer<ArrayBuffer>>);
    await dropAll(file);
    await status('10 pictures have arrived. 1 file cannot be used.');
    const again = write('again', { '1.jpg': smallPicture(200) });
    await drop(studio.page, 'table.classes tr[data-class="كلاب"]', [join(again, '1.jpg')]);
    await status('1 picture has arrived.');
    expect(await classes()).toEqual([
      [long, '4'],
      ['كلاب', '4'],
      ['🐈‍⬛ cats', '4'],
    ]);
    await button('1 file cannot be used').click();
    await button('Show pictures of كلاب').click();
    await studio.page.waitForSelector('.grid [role=option]');
    expect(await studio.page.getByRole('option', { name: '1 (2).jpg', exact: true }).count()).toBe(1);
    await checkLook(studio.page, 'names');
    await button('Remove everything').click();
  });

  it('counts what it reads of thousands, and adds nothing of them where that is canceled', async () => {
    const folder = join(studio.work, 'many');
    mkdirSync(folder);
    for (let number = 0; number < 10_000; number++) writeFileSync(join(folder, `${number}.jpg`), '');
    await dropAll(folder);
    const words = studio.page.locator('.errand .words');
    await words.getByText(/^[\d,]+ files found$/).waitFor();
    const before = await words.textContent();
    await words
      .getByText(/found/)
      .and(studio.page.locator(`:not(:text-is("${before}"))`))
      .waitFor();
    expect(await listViolations(studio.page)).toEqual([]);
    await button('Cancel').click();
    await status('Canceled. Everything is as it was.');
    expect(await classes()).toEqual([]);
    expect(await button('Choose a folder').isEnabled()).toBe(true);
  });

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeBundle } from '@graftjs/bundle';
import { writeBundle } from '@graftjs/bundle/bundle-file';
import { tinyRun } from '@graftjs/bundle/fixtures/tiny-run';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath } from '@graftjs/test-support/browser';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import type { Locator } from 'playwright-core';
import { preview } from 'vite';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { drop } from './watch-page.js';
import { cli, copyPictures, labels, readCanvas, readMeters, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

const xrays = fileURLToPath(folder);

/** In levels of 255: a decoder may differ by one, and the colours of a map change fast with its values. */
const MAP_TOLERANCE = 16;

/** Where what is installed is found: by all, and by the app alone. */
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const webModules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Holds what a program wrote, a label and its probability, against what the page says. */
function expectAnswer(said: string, shown: Readonly<Record<string, number>> = {}): void {
  const [label = '', probability] = said.trim().split(' ');
  expect(Math.abs(Number(probability) - shown[label]!)).toBeLessThan(0.02);
}

async function unzip(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const reader = new ZipReader(new Uint8ArrayReader(readFileSync(file)));
  const entries = await reader.getEntries();
  const files = await Promise.all(
    entries.map(async (entry) => {
      if (entry.directory) throw new Error(`${entry.filename} is a folder`);
      return [entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter()))] as const;
    }),
  );
  return new Map(files);
}

describe('a model that was trained', () => {
  let bundle = '';
  const asked = join(xrays, 'test', 'NORMAL', readdirSync(join(xrays, 'test', 'NORMAL'))[0]!);
  const studio = useStudio({
    switches: ['--use-fake-device-for-media-stream'],
    context: { permissions: ['camera'] },
    prepare: ({ work }) => copyPictures(join(work, 'xrays'), 10, { every: 1 }),
  });

  beforeAll(async () => {
    if (browserPath === undefined) return;
    const { page, work } = studio;
    await drop(page, zone, [join(work, 'xrays')]);
    await page.waitForSelector('table.classes');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForSelector('#results-heading', { timeout: 300_000 });
    bundle = join(work, 'model.safetensors');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the bundle' }).click(),
    ]);
    await download.saveAs(bundle);
  }, 400_000);

  /** Waits for a heat map and compares it with that of the command line, whose decoder may differ by a level. */
  async function expectMapOf(picture: string, label: string, shown: Locator): Promise<void> {
    await shown.getByText(new RegExp(`^(In colour: what|Nothing in the picture) speaks for ${label}`)).waitFor();
    const drawn = await readCanvas(shown.locator('.explanation canvas').last());
    const out = join(studio.work, 'heat.png');
    execFileSync('node', [cli, 'explain', bundle, picture, '--label', label, '--out', out, '--force'], {
      stdio: 'pipe',
    });
    const wanted = await sharp(out).ensureAlpha().raw().toBuffer();
    expect(drawn).toHaveLength(wanted.length);
    expect(drawn.reduce((most, level, at) => Math.max(most, Math.abs(level - wanted[at]!)), 0)).toBeLessThan(
      MAP_TOLERANCE,
    );
  }

  it('shows where it looked in a picture of the gallery, as the command line does', async () => {
    await studio.page.locator('.confusion button:not([data-disabled])').first().click();
    const tile = studio.page.locator('[aria-labelledby=gallery-heading] [role=option]').first();
    const name = (await tile.getAttribute('aria-label')) ?? '';
    const [, id = '', truth = '', answer = ''] = /^(.*): is (\w+), taken for (\w+), /.exec(name) ?? [];
    await tile.focus();
    await studio.page.keyboard.press('Enter');
    const closer = studio.page.getByRole('group', { name: `${id} is ${truth}` });
    await expectMapOf(join(studio.work, 'xrays', id), answer, closer);
    await checkLook(studio.page, 'closer-look');
    const other = labels.find((label) => label !== answer)!;
    await closer.getByRole('combobox', { name: 'What speaks for' }).selectOption(other);
    await expectMapOf(join(studio.work, 'xrays', id), other, closer);
    await closer.getByRole('button', { name: 'Close' }).click();
    expect(await closer.count()).toBe(0);
  }, 120_000);

  it('shows where it looked in a picture that was tried', async () => {
    const section = studio.page.locator('.predict:visible');
    await section.locator('input[type=file]').setInputFiles(asked);
    await section.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
    await section.getByRole('button', { name: `Heat map of ${basename(asked)}` }).click();
    const answer = (await section.locator('tr:has(meter) td:nth-child(2)').innerText()).split('\n')[0]!;
    await expectMapOf(asked, answer, section);
  }, 120_000);

  it.each([
    ['Keras', 'keras', 'xrays.keras'],
    ['ONNX', 'onnx', 'xrays.onnx'],
    ['TensorFlow.js', 'tfjs', 'xrays-tfjs'],
  ])('packs it for %s: the files and the guide that the command line writes', async (name, format, file) => {
    const [download] = await Promise.all([
      studio.page.waitForEvent('download'),
      studio.page.getByRole('button', { name, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`xrays-${format}.zip`);
    const zip = join(studio.work, `${format}.zip`);
    await download.saveAs(zip);
    execFileSync('node', [cli, 'export', bundle, '--to', format, '--out', join(studio.work, file)], { stdio: 'pipe' });
    const packed = await unzip(zip);
    const written = readdirSync(studio.work, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.startsWith(file),
    );
    const files = written.filter((path) => !statSync(join(studio.work, path)).isDirectory());
    expect([...packed.keys()].sort()).toEqual(files.sort());
    for (const path of files) expect(packed.get(path)?.equals(readFileSync(join(studio.work, path))), path).toBe(true);
  });

  it('shows code for Node that says what the page says', async () => {
    const folder = mkdtempSync(join(modules, '.take-away-'));
    try {
      const title = 'In a program for Node';
      writeFileSync(join(folder, 'code.mjs'), await studio.page.locator(`pre[aria-label="${title}"]`).innerText());
      copyFileSync(bundle, join(folder, 'xrays.safetensors'));
      copyFileSync(asked, join(folder, 'picture.jpg'));
      const said = execFileSync('node', ['code.mjs'], { cwd: folder, encoding: 'utf8' });
      expectAnswer(said, (await readMeters(studio.page.locator('.predict:visible tr:has(meter)')))[0]);
      await studio.page.context().grantPermissions(['camera', 'clipboard-read', 'clipboard-write']);
      await studio.page.getByRole('button', { name: `Copy: ${title}` }).click();
      await studio.page.getByText('Copied.').waitFor();
      expect(await studio.page.evaluate(() => navigator.clipboard.readText())).toBe(
        readFileSync(join(folder, 'code.mjs'), 'utf8'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    // With the heat map of what was tried.
    await checkLook(studio.page, 'take-away');
  });

  it('shows code for a page that says what the page says, once a bundler has made a page of it', async () => {
    const folder = mkdtempSync(join(webModules, '.take-away-'));
    try {
      const code = await studio.page.locator('pre[aria-label="In a page of your own"]').innerText();
      writeFileSync(join(folder, 'code.js'), code);
      writeFileSync(join(folder, 'index.html'), '<script type="module" src="./code.js"></script>');
      cpSync(bundle, join(folder, 'public', 'xrays.safetensors'), { recursive: true });
      const outDir = join(folder, 'dist');
      execFileSync('npx', ['--no-install', 'vite', 'build', folder, '--base', './', '--logLevel', 'error'], {
        cwd: join(webModules, '..'),
        env: { ...process.env, NODE_ENV: 'production' },
      });
      const server = await preview({
        configFile: false,
        root: folder,
        logLevel: 'error',
        build: { outDir },
        preview: { port: 0, host: '127.0.0.1' },
      });
      const page = await studio.context.newPage();
      const said = page.waitForEvent('console', { predicate: (message) => message.type() === 'log', timeout: 60_000 });
      await page.goto(server.resolvedUrls!.local[0]!);
      await page.locator('input').setInputFiles(asked);
      expectAnswer((await said).text(), (await readMeters(studio.page.locator('.predict:visible tr:has(meter)')))[0]);
      await page.close();
      await server.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  it('says all the time what the camera sees, with the heat map, and rests while nobody looks', async () => {
    const section = studio.page.locator('.predict:visible');
    await section.getByRole('button', { name: 'Show it to the camera' }).click();
    const live = section.getByRole('group', { name: 'What the model says now' });
    await live.waitFor({ timeout: 60_000 });
    await live.getByText(/^\d+\.\d pictures a second$/).waitFor({ timeout: 60_000 });
    await section.getByText(/^Looks like (NORMAL|PNEUMONIA)\.$/).waitFor();
    const [probabilities] = await readMeters(live);
    expect(Object.keys(probabilities!)).toEqual(labels);
    expect(Object.values(probabilities!).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    const zoom = section.getByRole('switch', { name: 'Heat map' });
    await zoom.focus();
    await studio.page.keyboard.press('Space');
    await section
      .getByRole('img', { name: /^The same, with what speaks for (NORMAL|PNEUMONIA) in colour$/ })
      .last()
      .waitFor();
    await section.locator('.live').getByRole('combobox', { name: 'What speaks for' }).selectOption('PNEUMONIA');
    await section
      .locator('.live')
      .getByRole('img', { name: 'The same, with what speaks for PNEUMONIA in colour' })
      .waitFor();
    await checkLook(studio.page, 'live');

    await studio.page.getByRole('tab', { name: 'Use a bundle' }).click();
    // The camera's picture moves, and with it the last digits.
    const answer = studio.page.locator('.live [role=group]');
    // The frame that was on its way may still arrive.
    await studio.page.waitForTimeout(2000);
    const before = await readMeters(answer);
    await studio.page.waitForTimeout(2000);
    expect(await readMeters(answer)).toEqual(before);
    await studio.page.getByRole('tab', { name: 'Train a model' }).click();
    await studio.page.locator('.live').scrollIntoViewIfNeeded();
    await expect.poll(() => readMeters(answer), { timeout: 30_000 }).not.toEqual(before);
    await section.getByRole('button', { name: 'Turn the camera off' }).click();
    expect(await section.locator('.live').count()).toBe(0);
  }, 180_000);

  it('refuses files that are no bundles for pictures, each with its reason, and goes on with the one before', async () => {
    await studio.page.getByRole('tab', { name: 'Use a bundle' }).click();
    const tab = studio.page.getByRole('tabpanel', { name: 'Use a bundle' });
    const choose = tab.locator('[aria-labelledby=bundle-heading] input');
    await choose.setInputFiles(bundle);
    await tab.getByText('it tells NORMAL, PNEUMONIA apart.').waitFor();
    const bytes = readFileSync(bundle);
    const damaged = Buffer.from(bytes);
    damaged[bytes.length - 5]! ^= 1;
    const newer = writeBundle(JSON.stringify({ format: 2, versions: { graft: '9.1.0' } }), new Map());
    const files: readonly (readonly [Uint8Array, string])[] = [
      [damaged, 'This bundle was changed after it was written: its content does not match its checksum. Get it again'],
      [bytes.subarray(0, -100), 'This bundle is cut short.'],
      [Buffer.from(newer), 'This bundle has format 2, made by Graft 9.1.0; this is Graft'],
      [Buffer.from('not one'), 'This is not a bundle: choose a file'],
      [
        Buffer.from(encodeBundle(tinyRun())),
        'This bundle prepares its inputs by "numbers", and this page knows pictures alone.',
      ],
    ];
    for (const [content, reason] of files) {
      await choose.setInputFiles({ name: 'other.safetensors', mimeType: '', buffer: Buffer.from(content) });
      await tab.getByRole('alert').getByText(`"other.safetensors" is not opened. ${reason}`).waitFor();
    }
    const large = join(studio.work, 'large.safetensors');
    writeFileSync(large, '');
    truncateSync(large, 1.5 * 2 ** 30);
    await choose.setInputFiles(large);
    await tab.getByRole('alert').getByText('The file has 1.5 GB, and a page opens bundles of up to 1 GB.').waitFor();
    await checkLook(studio.page, 'bundle-refused');
    expect(await tab.getByText('it tells NORMAL, PNEUMONIA apart.').count()).toBe(1);
    await tab.locator('.predict input[type=file]').setInputFiles(asked);
    await tab.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
  }, 120_000);

  it('gives away a bundle that was opened as one that was trained', async () => {
    const tab = studio.page.getByRole('tabpanel', { name: 'Use a bundle' });
    const [download] = await Promise.all([
      studio.page.waitForEvent('download'),
      tab.getByRole('button', { name: 'ONNX', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('model-onnx.zip');
    const zip = join(studio.work, 'opened.zip');
    await download.saveAs(zip);
    const packed = await unzip(zip);
    expect(packed.get('model.onnx')?.equals(readFileSync(join(studio.work, 'xrays.onnx')))).toBe(true);
    const code = await tab.locator('pre[aria-label="In a program for Node"]').innerText();
    expect(code).toContain('await openModel("model.safetensors")');
    expect(await tab.getByRole('link', { name: 'Download the bundle' }).count()).toBe(0);
    await checkLook(studio.page, 'bundle-opened');
  });

  it('has nothing chosen or said of a model once another is there', async () => {
    await studio.page.getByRole('tab', { name: 'Train a model' }).click();
    const threshold = studio.page.getByRole('slider').first();
    await threshold.press('Home');
    expect(await threshold.inputValue()).toBe('0');
    const session = await studio.context.newCDPSession(studio.page);
    const { origin } = new URL(studio.app.address);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await studio.page.getByRole('button', { name: 'Train', exact: true }).click();
    await studio.page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    expect(await threshold.inputValue()).toBe('0.5');
    expect(await studio.page.locator('.predict:visible table').count()).toBe(0);
  }, 200_000);

  it('has kept that model, though all that was kept had been wiped before, under the path of this page', async () => {
    const { pathname } = new URL(studio.app.address);
    await expect.poll(countKept).toMatchObject({ [`graft-training ${pathname}`]: 1 });
    expect(await countKept()).toMatchObject({ [`graft-features ${pathname}`]: expect.any(Number) as number });
    for (const name of Object.keys(await countKept())) expect(name).toMatch(new RegExp(`^graft-\\w+ ${pathname}$`));
  });

  it('forgets model, pictures and whatever was computed of them when everything is removed', async () => {
    await studio.page.getByRole('button', { name: 'Remove everything', exact: true }).click();
    await expect.poll(async () => Object.values(await countKept()).reduce((sum, count) => sum + count, 0)).toBe(1);
    // What is left is that there is no class.
    expect(Object.entries(await countKept()).filter(([, count]) => count > 0)).toEqual([
      [`graft-project ${new URL(studio.app.address).pathname}`, 1],
    ]);
  });

  /** How many records each database of the browser has. */
  async function countKept(): Promise<Record<string, number>> {
    return studio.page.evaluate(async () => {
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('no reason'));
        });
      const counts: Record<string, number> = {};
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await settled(indexedDB.open(name));
        const stores = [...database.objectStoreNames];
        const work = stores.length > 0 ? database.transaction(stores) : undefined;
        const each = await Promise.all(stores.map((store) => settled(work!.objectStore(store).count())));
        counts[name] = each.reduce((sum, count) => sum + count, 0);
        database.close();
      }
      return counts;
    });
  }

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

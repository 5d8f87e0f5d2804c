/* global document */
/**
 * node tools/evaluations/web-pets.mjs cats-dogs/train: the web app in headless Chromium on wasm, from the drop of 20 pictures of
 * each of two classes to what the model says of one that it was not shown, held before the (fake) camera.
 *
 * The folder has one folder of pictures for each class. Needs `npx nx build @graftjs/web`. The figures are in docs/evaluations.md.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const PER_CLASS = 20;
const [from] = process.argv.slice(2);
if (from === undefined) throw new Error('Name a folder of pictures with a folder for each of two classes.');
const [first, second] = readdirSync(from).sort();
const root = new URL('../../apps/web/', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'graft-pets-'));
const folders = [first, second].map((label) => copyPictures(label));
const film = join(work, 'unseen.mjpeg');
const unseen = readdirSync(join(from, first)).sort()[PER_CLASS];
// One JPEG is a film, too.
copyFileSync(join(from, first, unseen), film);

const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const executablePath = process.env['GRAFT_BROWSER'] ?? '/usr/bin/chromium';
const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
const args = ['--no-sandbox', '--disable-background-networking', ...camera];
const browser = await chromium.launch({ executablePath, args });
try {
  const context = await browser.newContext({ permissions: ['camera'] });
  const page = await context.newPage();
  await page.goto(server.resolvedUrls.local[0]);
  await page.waitForSelector('.react-aria-DropZone:not([data-disabled])');
  const begin = performance.now();
  const seconds = {};
  const mark = (what) => (seconds[what] = Number(((performance.now() - begin) / 1000).toFixed(1)));
  await drop(page, folders);
  await page.waitForSelector('table.classes');
  await page.getByRole('button', { name: 'Train', exact: true, disabled: false }).click();
  mark('training');
  const phase = (words) =>
    page.waitForFunction((text) => document.querySelector('.words')?.textContent.startsWith(text), words);
  void phase('Looking at pictures').then(
    () => mark('backend chosen, pictures read'),
    () => undefined,
  );
  await page.waitForSelector('#results-heading', { timeout: 600_000 });
  mark('results');
  await page.getByRole('button', { name: 'Show it to the camera' }).first().click();
  const meters = page.locator('.live meter');
  await meters.first().waitFor({ timeout: 60_000 });
  mark('live prediction');
  const answer = await meters.evaluateAll((shown) =>
    Object.fromEntries(shown.map(({ ariaLabel, value }) => [ariaLabel, Number(value.toFixed(3))])),
  );
  console.log({
    secondsFromDrop: seconds,
    computedOn: await page.textContent('.backend [role=status]'),
    shown: `${first}/${unseen}`,
    answer,
    figures: await page.$$eval('table.figures tr', (rows) => rows.slice(1).map((row) => row.textContent)),
  });
} finally {
  await browser.close();
  await server.close();
  rmSync(work, { recursive: true });
}

function copyPictures(label) {
  const to = join(work, 'pets', label);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(join(from, label)).sort().slice(0, PER_CLASS)) {
    copyFileSync(join(from, label, name), join(to, name));
  }
  return to;
}

/** As a hand would. */
async function drop(page, files) {
  const box = await page.locator('.react-aria-DropZone').first().boundingBox();
  const point = { x: Math.round(box.x + 12), y: Math.round(box.y + 12) };
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', {
      type,
      ...point,
      data: { items: [], files, dragOperationsMask: 1 },
    });
  }
}

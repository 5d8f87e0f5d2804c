/* global document, requestAnimationFrame */
/**
 * node tools/evaluations/web-thumbnails.mjs: scrolls through 5,000 thumbnails of one class in headless Chromium.
 *
 * Needs `npx nx build @graftjs/web`. The figures are in docs/evaluations.md.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const COUNT = 5000;
const root = new URL('../../apps/web/', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'graft-thumbnails-'));
const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const executablePath = process.env['GRAFT_BROWSER'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
try {
  const pictures = copyPictures(join(work, 'many'));
  const page = await browser.newPage();
  await page.goto(server.resolvedUrls.local[0]);
  const started = performance.now();
  await page.locator('input[webkitdirectory]').first().setInputFiles(pictures);
  await page.waitForSelector('tr[data-class]', { timeout: 300_000 });
  const arrived = performance.now();
  await page.getByRole('button', { name: 'Show pictures of many' }).click();
  await page.waitForSelector('.grid [role=option]');
  await page.waitForFunction(() => !document.body.textContent.includes('looked at …'), undefined, { timeout: 300_000 });
  const frames = await page.evaluate(scrollThrough);
  const sorted = frames.sort((a, b) => a - b);
  console.log({
    secondsToArrive: Number(((arrived - started) / 1000).toFixed(1)),
    frames: frames.length,
    medianFrame: `${Math.round(sorted[sorted.length >> 1])} ms`,
    longestFrame: `${Math.round(sorted.at(-1))} ms`,
    memory: `${Math.round(await megabytesOf(browser))} MB in the page's process`,
  });
} finally {
  await browser.close();
  await server.close();
  rmSync(work, { recursive: true });
}

function copyPictures(to) {
  const from = join(fileURLToPath(folder), 'train', 'NORMAL');
  const names = readdirSync(from);
  mkdirSync(to);
  for (let index = 0; index < COUNT; index++) {
    copyFileSync(join(from, names[index % names.length]), join(to, `${index}.jpg`));
  }
  return to;
}

/** From the first row to the last in ten seconds. @returns how long each frame took, in ms */
async function scrollThrough() {
  const grid = document.querySelector('.grid');
  const frame = () => new Promise(requestAnimationFrame);
  const durations = [];
  const begin = await frame();
  for (let last = begin; last < begin + 10_000;) {
    const now = await frame();
    durations.push(now - last);
    last = now;
    grid.scrollTop = ((now - begin) / 10_000) * (grid.scrollHeight - grid.clientHeight);
  }
  return durations;
}

/** The largest resident memory among the browser's processes. */
async function megabytesOf(opened) {
  const session = await opened.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1] / 1024);
  return Math.max(...sizes);
}

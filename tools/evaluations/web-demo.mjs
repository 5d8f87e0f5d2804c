/* global PerformanceObserver */
/**
 * node tools/evaluations/web-demo.mjs: the web app's demo in headless Chromium, from the click to held-out results on wasm.
 *
 * Needs `npx nx build @graftjs/web`. The figures are in docs/evaluations.md.
 */
import { chromium } from 'playwright-core';
import { preview } from 'vite';

const root = new URL('../../apps/web/', import.meta.url).pathname;
const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const executablePath = process.env['GRAFT_BROWSER'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
try {
  const page = await browser.newPage();
  await page.addInitScript(() => {
    globalThis.longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    });
    observer.observe({ type: 'longtask', buffered: true });
  });
  await page.goto(server.resolvedUrls.local[0]);
  const started = performance.now();
  await page.getByRole('button', { name: /chest X-rays/ }).click();
  await page.waitForSelector('table.classes', { timeout: 120_000 });
  const arrived = performance.now();
  await page.evaluate(() => (globalThis.longest = 0));
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForSelector('#results-heading', { timeout: 1_200_000 });
  const done = performance.now();
  const seconds = (from, to) => Number(((to - from) / 1000).toFixed(1));
  console.log({
    secondsToPictures: seconds(started, arrived),
    secondsToResults: seconds(started, done),
    longestTaskWhileTraining: `${await page.evaluate(() => Math.round(globalThis.longest))} ms`,
    figures: await page.$$eval('table.figures tr', (rows) => rows.slice(1).map((row) => row.textContent)),
  });
} finally {
  await browser.close();
  await server.close();
}

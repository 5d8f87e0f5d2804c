import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import type { Browser } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../', import.meta.url));
const root = join(examples, 'page');
let work = '';
let server: PreviewServer | undefined;
let browser: Browser | undefined;

beforeAll(async () => {
  if (browserPath === undefined) return;
  work = mkdtempSync(join(tmpdir(), 'graft-page-'));
  const xrays = join(fileURLToPath(folder), 'test');
  for (const label of readdirSync(xrays)) {
    for (const file of readdirSync(join(xrays, label)).slice(0, 16)) {
      cpSync(join(xrays, label, file), join(work, 'pictures', label, file));
    }
  }
  run('node', join(examples, 'train.js'), join(work, 'pictures'), join(work, 'xrays.safetensors'));
  const outDir = join(work, 'dist');
  // In a process of its own: libraries behave otherwise where they see that a test runs.
  run('npx', '--no-install', 'vite', 'build', root, '--base', './', '--outDir', outDir, '--logLevel', 'error');
  server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  browser = await launchBrowser();
}, 300_000);
beforeEach(skipWithoutBrowser);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  if (work) rmSync(work, { recursive: true });
});

it('a page without a framework says of a picture what the program for Node says', async () => {
  const page = await browser!.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(server!.resolvedUrls!.local[0]!);

  const pictures = readdirSync(join(work, 'pictures', 'NORMAL')).map((file) => join(work, 'pictures', 'NORMAL', file));
  await page.getByLabel('Bundle').setInputFiles(pictures[0]!);
  await page.getByText(/is not a (bundle|safetensors file)/).waitFor();
  await page.getByLabel('Bundle').setInputFiles(join(work, 'xrays.safetensors'));
  await page.getByText('Tells NORMAL, PNEUMONIA apart.').waitFor({ timeout: 60_000 });
  await page.getByLabel('Picture').setInputFiles(pictures[0]!);
  await page.getByText(/^(NORMAL|PNEUMONIA) \(\d+\.\d %\)$/).waitFor({ timeout: 60_000 });

  const [label, share] = parse((await page.locator('#answer').textContent()) ?? '');
  const said = run('node', join(examples, 'predict.js'), join(work, 'xrays.safetensors'), pictures[0]!);
  const [labelThere, shareThere] = parse(said.slice(said.indexOf(': ') + 2));
  expect(label).toBe(labelThere);
  expect(Math.abs(share - shareThere)).toBeLessThan(2);
  expect(errors).toEqual([]);
});

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    cwd: examples,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function parse(said: string): [string, number] {
  const [, label = '', percent = ''] = /^(.+) \((\d+\.\d) %\)/.exec(said) ?? [];
  return [label, Number(percent)];
}

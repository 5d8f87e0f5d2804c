import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveApp, type ServedApp } from './serve-app.js';
import { drop, watchPage } from './watch-page.js';

const app = fileURLToPath(new URL('../', import.meta.url));
const repository = join(app, '../..');
const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone:not([data-disabled])';
const labels = ['NORMAL', 'PNEUMONIA'];

describe('a head from a tarball', () => {
  let work = '';
  let served: ServedApp;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    if (browserPath === undefined) return;
    // Below the root, so that third-party packages are found.
    mkdirSync(join(repository, '.cache'), { recursive: true });
    work = mkdtempSync(join(repository, '.cache/outside-web-'));
    unpackHead(work);
    served = await serveApp(work, copyApp(work));
    for (const label of labels) {
      mkdirSync(join(work, label));
      const from = join(fileURLToPath(folder), 'test', label);
      const files = readdirSync(from).sort().slice(0, 8);
      for (const file of files) copyFileSync(join(from, file), join(work, label, file));
    }
    browser = await launchBrowser();
    page = await (await browser.newContext()).newPage();
    problems = await watchPage(page, served.address);
    await page.goto(served.address);
  }, 300_000);

  beforeEach(skipWithoutBrowser);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    if (work) rmSync(work, { recursive: true });
  });

  it('is offered where plugins.ts names it, and trains', async () => {
    await page.waitForSelector(zone);
    await drop(
      page,
      zone,
      labels.map((label) => join(work, label)),
    );
    await page.getByRole('button', { name: 'Choices', exact: true }).click();
    await page.getByRole('combobox', { name: 'What is put on it', exact: true }).selectOption('naive-bayes');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForSelector('#results-heading', { timeout: 300_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the bundle' }).click(),
    ]);
    const bundle = join(work, 'model.safetensors');
    await download.saveAs(bundle);
    expect(readFileSync(bundle, 'latin1')).toContain('naive-bayes');
    expect(problems).toEqual([]);
  }, 400_000);
});

/** What somebody publishes who has only the published packages. */
function unpackHead(work: string): void {
  const source = join(work, 'head');
  mkdirSync(source);
  copyFileSync(join(repository, 'examples/naive-bayes.mjs'), join(source, 'naive-bayes.mjs'));
  const manifest = { name: 'head-of-somebody', version: '1.0.0', type: 'module', exports: './naive-bayes.mjs' };
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  execFileSync('npm', ['pack', '--pack-destination', work], { cwd: source, stdio: 'ignore' });
  const target = join(work, 'node_modules', manifest.name);
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['xzf', join(work, 'head-of-somebody-1.0.0.tgz'), '--strip-components=1', '-C', target]);
}

/** The app with one line more. @returns its folder */
function copyApp(work: string): string {
  const copy = join(work, 'apps/web');
  for (const part of ['src', 'build', 'index.html', 'icon.svg', 'vite.config.ts', 'package.json', 'tsconfig.json']) {
    cpSync(join(app, part), join(copy, part), { recursive: true });
  }
  copyFileSync(join(repository, 'tsconfig.base.json'), join(work, 'tsconfig.base.json'));
  symlinkSync(join(app, 'node_modules'), join(copy, 'node_modules'));
  const plugins = join(copy, 'src/plugins.ts');
  const line = `'naive-bayes': { make: async () => (await import('head-of-somebody')).heads['naive-bayes']() },`;
  writeFileSync(plugins, readFileSync(plugins, 'utf8').replace('  heads: {\n', `  heads: {\n    ${line}\n`));
  return copy;
}

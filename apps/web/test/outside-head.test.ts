import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drop } from './watch-page.js';
import { copyPictures, labels, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

const app = fileURLToPath(new URL('../', import.meta.url));
const repository = join(app, '../..');

describe('a head from a tarball', () => {
  const studio = useStudio({
    // Below the root, so that third-party packages are found.
    within: join(repository, '.cache'),
    source(work) {
      unpackHead(work);
      return copyApp(work);
    },
    prepare: ({ work }) => copyPictures(work, 8, { split: 'test', every: 1 }),
  });

  it('is offered where plugins.ts names it, and trains', async () => {
    await studio.page.waitForSelector(zone);
    await drop(
      studio.page,
      zone,
      labels.map((label) => join(studio.work, label)),
    );
    await studio.page.getByRole('button', { name: 'Choices', exact: true }).click();
    await studio.page.getByRole('combobox', { name: 'What is put on it', exact: true }).selectOption('naive-bayes');
    await studio.page.getByRole('button', { name: 'Train', exact: true }).click();
    await studio.page.waitForSelector('#results-heading', { timeout: 300_000 });
    const [download] = await Promise.all([
      studio.page.waitForEvent('download'),
      studio.page.getByRole('link', { name: 'Download the bundle' }).click(),
    ]);
    const bundle = join(studio.work, 'model.safetensors');
    await download.saveAs(bundle);
    expect(readFileSync(bundle, 'latin1')).toContain('naive-bayes');
    expect(studio.problems).toEqual([]);
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

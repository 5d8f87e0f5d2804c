import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const isTest = (file: string) => /\.(test|slow)\.ts$/.test(file) || file.includes('/test/');

const files = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).flatMap((name) =>
    ['src', 'test'].flatMap((part) => listSources(`${group}/${name}/${part}`)),
  ),
);
const sources = files.filter((file) => !isTest(file));
const tests = files.filter(isTest).map(read).join('\n');

it('every code of a GraftError is named by a test', () => {
  const untested = sources.flatMap((file) =>
    [...read(file).matchAll(/GraftError\(\s*'([a-z0-9-]+)'/g)]
      .map(([, code = '']) => code)
      .filter((code) => !new RegExp(`['"\`]${code}['"\`:]`).test(tests))
      .map((code) => `${code} in ${file}`),
  );
  expect(untested).toEqual([]);
});

it('finds codes and tests at all', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(tests).toContain("'unknown-cut'");
});

function listSources(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

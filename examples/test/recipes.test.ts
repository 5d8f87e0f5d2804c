import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { afterAll, beforeAll, expect, it } from 'vitest';

const recipes = fileURLToPath(new URL('../recipes/', import.meta.url));
const graft = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'graft-recipes-'));
const names = readdirSync(recipes).filter((file) => file.endsWith('.json'));

/** Few and small pictures, the first blocks only, and an early end: what is left is whether it is understood. */
const small = [
  ...['--data', 'pictures', '--input-size', '32', '--cut', 'block3b_add', '--batch-size', '8', '--stop-at', '3'],
  ...['--workers', '1', '--backend', 'wasm', '--cache', 'none', '--json'],
];

beforeAll(() => {
  const test = join(fileURLToPath(folder), 'test');
  for (const label of readdirSync(test)) {
    for (const [at, file] of readdirSync(join(test, label)).slice(0, 12).entries()) {
      const split = at < 6 ? 'train' : at < 9 ? 'validation' : 'test';
      cpSync(join(test, label, file), join(work, 'pictures', split, label, file));
    }
  }
});
afterAll(() => rmSync(work, { recursive: true }));

it.each(names)('%s is understood', (name) => {
  const args = [join(recipes, name), ...small, '--out', `${name}.safetensors`, '--report', `${name}.md`];
  const output = execFileSync('node', [graft, 'train', ...args], {
    cwd: work,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(JSON.parse(output)).toMatchObject({ stoppedAt: 3 });
  expect(readFileSync(join(work, `${name}.md`), 'utf8')).toContain('## How it was trained');
});

it('are all told of, with command and result', () => {
  const readme = readFileSync(join(recipes, 'README.md'), 'utf8');
  for (const name of names) expect(readme).toContain(`graft train examples/recipes/${name}`);
});

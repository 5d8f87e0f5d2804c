import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
let copy = '';

// Inside the repository, so that the copy finds the installed packages.
beforeAll(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  copy = mkdtempSync(join(root, '.cache/new-'));
  for (const file of ['tsconfig.base.json', 'vitest.config.ts']) cpSync(join(root, file), join(copy, file));
  for (const name of ['heads', 'freeze'])
    cpSync(join(root, 'packages', name), join(copy, 'packages', name), { recursive: true });
});
afterAll(() => rmSync(copy, { recursive: true }));

const create = (...parts: string[]) =>
  spawnSync('node', [join(root, 'tools/new.mjs'), ...parts, '--root', copy], { encoding: 'utf8' });

it.each([
  ['head', 'made-up', 'heads'],
  ['freeze', 'made-up-strategy', 'freeze'],
])('writes a %s whose test passes and whose types hold', (kind, name, folder) => {
  expect(create(kind, name).status).toBe(0);
  const cwd = join(copy, 'packages', folder);
  const options = { cwd, encoding: 'utf8', stdio: 'pipe' } as const;
  execFileSync(
    'npx',
    ['--no-install', 'vitest', 'run', '--config', '../../vitest.config.ts', `src/${name}.test.ts`],
    options,
  );
  execFileSync('npx', ['--no-install', 'tsc', '-p', '.'], options);
  expect(readFileSync(join(copy, 'examples', `${kind}-${name}.js`), 'utf8')).toContain(`@graftjs/${folder}/${name}`);
});

it('overwrites nothing', () => {
  expect(create('head', 'linear')).toMatchObject({
    status: 2,
    stderr: 'packages/heads/src/linear.ts is there already. Choose another name, or delete it first.\n',
  });
});

it.each([
  [['head'], 'usage: npm run new -- <kind> <name>, where kind is one of: freeze, head\n'],
  [['hed', 'x'], 'usage: npm run new -- <kind> <name>, where kind is one of: freeze, head\n'],
  [['head', '../x'], '"../x" is no plugin name. Write it in lower case with hyphens, such as nearest-mean.\n'],
])('refuses %j', (parts, message) => {
  expect(create(...parts)).toMatchObject({ status: 2, stderr: message });
});

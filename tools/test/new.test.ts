import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  mkdirSync(join(copy, 'node_modules/@graftjs'), { recursive: true });
  for (const name of ['heads', 'freeze']) {
    cpSync(join(root, 'packages', name), join(copy, 'packages', name), { recursive: true });
    symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@graftjs', name));
  }
  mkdirSync(join(copy, 'examples/test'), { recursive: true });
  cpSync(join(root, 'examples/tsconfig.json'), join(copy, 'examples/tsconfig.json'));
});
afterAll(() => rmSync(copy, { recursive: true }));

const create = (...parts: string[]) =>
  spawnSync('node', [join(root, 'tools/new.mjs'), ...parts, '--root', copy], { encoding: 'utf8' });

const vitest = ['--no-install', 'vitest', 'run', '--config'];
const tsc = ['--no-install', 'tsc', '-p', '.'];

it.each([
  ['head', 'made-up', 'heads'],
  ['freeze', 'made-up-strategy', 'freeze'],
])('writes a %s whose test passes and whose types hold', (kind, name, folder) => {
  expect(create(kind, name).status).toBe(0);
  const options = { cwd: join(copy, 'packages', folder), encoding: 'utf8', stdio: 'pipe' } as const;
  execFileSync('npx', [...vitest, '../../vitest.config.ts', `src/${name}.test.ts`], options);
  execFileSync('npx', tsc, options);
});

it('writes examples that run, in which the plugins pass their conformance checks', () => {
  const options = { cwd: join(copy, 'examples'), encoding: 'utf8', stdio: 'pipe' } as const;
  writeFileSync(join(options.cwd, 'test/examples.test.ts'), runningExamples);
  execFileSync('npx', [...vitest, '../vitest.config.ts'], options);
  execFileSync('npx', tsc, options);
});

const runningExamples = `
  import { expect, it, vi } from 'vitest';
  it.each(['head-made-up', 'freeze-made-up-strategy'])('%s', async (name) => {
    const said = vi.spyOn(console, 'log').mockReset();
    await import(\`../\${name}.js\`);
    expect(said.mock.calls).toEqual([[expect.stringMatching(/^accuracy (1|0\\.[5-9]\\d*)$/)]]);
  });`;

it('writes what prettier would, whatever the length of the name', () => {
  const name = 'a-name-that-is-longer-than-most-names-are';
  for (const kind of ['head', 'freeze']) {
    expect(create(kind, name).status).toBe(0);
    const folder = kind === 'head' ? 'heads' : kind;
    const files = [
      `packages/${folder}/src/${name}.ts`,
      `packages/${folder}/src/${name}.test.ts`,
      `examples/${kind}-${name}.js`,
    ];
    const config = join(root, '.prettierrc.json');
    const args = ['--no-install', 'prettier', '--check', '--config', config, '--ignore-path', '/dev/null', ...files];
    execFileSync('npx', args, { cwd: copy, stdio: 'pipe' });
    for (const file of files) rmSync(join(copy, file));
  }
});

it.each([
  ['head', 'class', 'is a word of JavaScript, and a factory is called as its plugin'],
  ['head', 'await', 'is a word of JavaScript, and a factory is called as its plugin'],
  ['head', 'focal-loss', 'is a name that the code in it needs for something else'],
  ['freeze', 'lp-ft', 'is another name of a plugin that is there already'],
])('refuses a %s called %s', (kind, name, reason) => {
  expect(create(kind, name)).toMatchObject({ status: 2, stderr: `"${name}" ${reason}. Choose another name.\n` });
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

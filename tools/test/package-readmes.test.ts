import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packages = readdirSync(join(root, 'packages'));

it.each(packages)('the README of %s shows code that runs and says what its comments say', (name) => {
  const path = join(root, 'packages', name, 'README.md');
  expect(existsSync(path), `${path} is missing`).toBe(true);
  const readme = readFileSync(path, 'utf8');
  expect(readme).toMatch(new RegExp(`^# @graftjs/${name}\n\n\\S`));
  const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  expect(blocks.length).toBeGreaterThan(0);
  for (const code of blocks) {
    const expected = [...code.matchAll(/^(?:console\.log\(.*)?\); \/\/ (.*)$/gm)].map(([, comment = '']) => comment);
    expect(expected.length).toBeGreaterThan(0);
    const { stdout, stderr } = spawnSync('node', ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([`${expected.join('\n')}\n`, '']);
  }
});

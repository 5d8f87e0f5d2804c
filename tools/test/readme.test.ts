import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const readme = read('README.md');

it('shows code that is cut from an example, word for word', () => {
  const blocks = [...readme.matchAll(/<!-- from (\S+) -->\n\n```js\n([\s\S]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, file = '', code = ''] of blocks) expect(read(file)).toContain(code.trim());
});

it('shows no other JavaScript', () => {
  expect([...readme.matchAll(/```(js|ts)/g)].length).toBe([...readme.matchAll(/<!-- from /g)].length);
});

it('names npm scripts that exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = new Set([...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name));
  expect(named.size).toBeGreaterThan(2);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

it('has a room in its table for every package', () => {
  for (const name of readdirSync(new URL('packages/', root))) expect(readme).toContain(`packages/${name}`);
});

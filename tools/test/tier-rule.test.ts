import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const eslint = new ESLint({ cwd: root });

async function broken(file: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath: `${root}${file}` });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? 'parse error');
}

// The rule says nothing at all where it cannot find the project graph: so the bad imports come with a good one.
it('lets a package import from a lower tier', async () => {
  expect(await broken('packages/cut/src/made-up.ts', "export { inferShapes } from '@graftjs/network';\n")).toEqual([]);
});

it.each([
  ['upwards', 'packages/core/src/made-up.ts', "export { inferShapes } from '@graftjs/network';\n"],
  ['sideways, within a tier', 'packages/cut/src/made-up.ts', "export { decodeImage } from '@graftjs/images';\n"],
  [
    'by a relative path into another package',
    'packages/cut/src/made-up.ts',
    "export * from '../../network/src/index.js';\n",
  ],
])('refuses an import %s', async (_, file, source) => {
  expect(await broken(file, source)).toContain('@nx/enforce-module-boundaries');
});

it('refuses Math.random and printing in packages', async () => {
  expect(await broken('packages/core/src/made-up.ts', 'export const x = Math.random();\n')).toEqual([
    'no-restricted-properties',
  ]);
  expect(await broken('packages/core/src/made-up.ts', "console.log('hello');\n")).toEqual(['no-console']);
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { afterAll, beforeAll, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'graft-examples-'));
const pictures = join(work, 'pictures');
const bundle = join(work, 'xrays.safetensors');

/** What an example is given and what it says. One that is not listed is given nothing and must say a number. */
const expected: Record<string, { args?: string[]; says: RegExp }> = {
  'train.js': { args: [pictures, bundle], says: /accuracy/ },
  'predict.js': {
    args: [bundle, join(pictures, 'NORMAL'), join(pictures, 'PNEUMONIA')],
    says: /: NORMAL \(\d+\.\d %\)\n[^\n]*: PNEUMONIA \(\d+\.\d %\)\n$/,
  },
  'cut-anywhere.js': { says: /^70 cuts\. .*\nblock [\s\S]*largest difference 0\n$/ },
  'two-models-one-trunk.js': {
    says: /^sharing: the first model's scores moved by 0\.\d+\ncloned: they moved by 0\none network: outputs of 2 and 3 columns, 9 layers in common\n$/,
  },
  'own-head.js': { says: /^naive-bayes is a good head; on toy pictures its accuracy is (1|0\.[5-9])/ },
};

beforeAll(() => {
  const test = join(fileURLToPath(folder), 'test');
  for (const label of readdirSync(test)) {
    for (const file of readdirSync(join(test, label)).slice(0, 30))
      cpSync(join(test, label, file), join(pictures, label, file));
  }
  const { args = [] } = expected['predict.js'] ?? {};
  for (const [index, path] of args.entries()) if (index > 0) args[index] = join(path, readdirSync(path)[3] ?? '');
});
afterAll(() => rmSync(work, { recursive: true }));

const names = readdirSync(examples).filter((file) => file.endsWith('.js'));
// `predict.js` reads what `train.js` wrote.
names.sort((a, b) => Number(b === 'train.js') - Number(a === 'train.js'));

it.each(names)('%s runs and says what it should', (name) => {
  const { args = [], says = /\d/ } = expected[name] ?? {};
  const output = execFileSync('node', [join(examples, name), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(output).toMatch(says);
  expect(output).not.toContain('[object');
});

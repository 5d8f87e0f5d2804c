import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

interface LrFindAnswer {
  readonly stage: { readonly name: string; readonly learningRate: number };
  readonly suggestion: number | null;
  readonly reason: string;
  readonly candidates: Record<string, number | null>;
  readonly stoppedBy: string;
  readonly rates: number[];
  readonly losses: number[];
  readonly smoothedLosses: number[];
  readonly skipped: unknown[];
}

const tiny = ['--input-size', '32', '--backend', 'wasm', '--steps', '24'];
const lastBlocks = [
  'lr-find',
  'pets',
  ...tiny,
  '--freeze',
  'last-blocks',
  '--batch-size',
  '8',
  '--from',
  '1e-5',
  '--to',
  '1',
];
const find = async (...args: string[]) => graftJson<LrFindAnswer>(cwd, ...args);
const read = (file: string): Promise<string> => readFile(join(cwd, file), 'utf8');
let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), {
    ...{ 'train/cat': 12, 'train/dog': 12, 'validation/cat': 3, 'validation/dog': 3, 'test/cat': 2, 'test/dog': 2 },
  });
  const recipe = {
    ...{ data: 'pets', inputSize: 32, backend: 'wasm', out: 'kept.safetensors', report: 'kept.md', resume: true },
    ...{ head: { name: 'mlp', options: { units: [8] } }, freeze: 'lp-ft', seed: 3 },
  };
  await writeFile(join(cwd, 'recipe.json'), JSON.stringify(recipe));
  await writeFile(join(cwd, 'kept.md'), 'somebody needs this');
});

it('finds a rate, the same again, and shows the curve as a page and in Markdown', async () => {
  const { answer, code } = await find(...lastBlocks, '--cache', 'features', '--out', 'lr.html', '--report', 'lr.md');
  expect(code).toBe(0);
  expect(Object.keys(answer)).toEqual(
    ['backend', 'seconds', 'stage', 'suggestion', 'reason', 'candidates', 'stoppedBy', 'rates', 'losses'].concat(
      ...['smoothedLosses', 'skipped'],
    ),
  );
  const { suggestion, reason, candidates, rates, losses } = answer;
  expect(answer.stage).toMatchObject({ name: 'tune the last 1', learningRate: 1e-4 });
  expect(rates[0]).toBe(1e-5);
  expect(losses).toHaveLength(rates.length);
  expect(suggestion).toBeGreaterThan(1e-5);
  expect(suggestion).toBeLessThan(1);
  expect(candidates['valley']! / suggestion!).toBeCloseTo(1, 1);
  expect(reason).toMatch(/^The smoothed loss falls from .* \(fastai's rule "valley"\)\./);

  const again = await find(...lastBlocks, '--cache', 'none', '--workers', '1');
  expect({ ...again.answer, seconds: 0 }).toEqual({ ...answer, seconds: 0 });
  // Looking leaves nothing behind.
  await expect(access(join(cwd, 'features'))).rejects.toThrow('ENOENT');

  const [html, markdown] = await Promise.all([read('lr.html'), read('lr.md')]);
  expect(html).toContain('<title>pets: learning rates for &#8220;tune the last 1&#8221;</title>');
  expect(html).toContain('<svg xmlns=');
  expect(markdown).toContain(`**Suggested: ${suggestion}.** The smoothed loss falls`);
  expect(markdown).toContain('data:image/svg+xml;base64,');
  expect(markdown).toContain('"freeze": "last-blocks"');
  expect(`${html}${markdown}`).not.toContain(cwd);
});

it('tells people, with a sketch and where the rate goes', async () => {
  const { stdout, code, stderr } = await graft(cwd, ...lastBlocks, '--optimizer', 'sgd');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Suggested learning rate: [\d.e-]+ for “tune the last 1” of last-blocks \(wasm, \d+ s\)\n/);
  expect(stdout).toContain('· each step  o smoothed  8 both  | suggested: ');
  expect(stdout).toMatch(/\nNext: {3}graft train … --learning-rate [\d.e-]+\n$/);
  expect(stderr).toMatch(/tune the last 1: 24 pictures run once up to /);
  expect(stderr).toMatch(/tune the last 1: at most .* of steps, .* of memory\.\n/);
});

it('takes a recipe file, and writes nothing that the recipe names', async () => {
  const { stdout, code } = await graft(cwd, 'lr-find', 'recipe.json', '--steps', '24', '--from', '1e-4');
  expect(code).toBe(0);
  expect(stdout).toContain('for “train the head” of linear-probe-then-fine-tune');
  expect(stdout).toMatch(
    /Next: .* recipe that says "freeze": { "name": "linear-probe-then-fine-tune", "options": { "head": { "learningRate": [\d.]+ } } }/,
  );
  await expect(access(join(cwd, 'kept.safetensors'))).rejects.toThrow('ENOENT');
  expect(await read('kept.md')).toBe('somebody needs this');
});

it('says why it has no suggestion, and does not fail for it', async () => {
  const { answer, code } = await find('lr-find', 'pets', ...tiny, '--freeze', 'lp-ft', '--blocks', '1');
  expect(code).toBe(0);
  expect(answer).toMatchObject({ stage: { name: 'tune' }, suggestion: null });
  expect(answer.reason).toContain("so no rate shows itself better than another. Keep the strategy's own, 0.0001.");
});

it.each([
  [[], 'no-training-stage', 'The strategy "feature-extraction" solves the head "linear" directly and trains nothing'],
  [['--from', '0'], 'bad-rate-range', 'from a number over 0 to a larger one, such as 1e-7 to 10; got 0 to 10.'],
  [['--steps', '5'], 'bad-rate-range', 'A whole number of rates from 20 to 10000 is tried; got 5.'],
  [['--out', 'model.safetensors'], 'bad-page-name', 'lr-find writes no bundle: --out is a page with the curve'],
  [['--report', 'kept.md'], 'output-exists', 'or replace it with --force'],
  [['--freeze', 'last-blocks', '--batch-size', '64'], 'batch-too-large', 'Take a batch size of 24 or less.'],
])('refuses %j', async (args, errorCode, text) => {
  const { answer, code } = await graftJson<object>(cwd, 'lr-find', 'pets', '--input-size', '32', ...args);
  expect(code).toBe(2);
  expect(answer).toEqual({ error: { code: errorCode, message: expect.stringContaining(text) } });
});

it.each(['lr-find', 'add-class', 'augment'])('shows how %s is used', async (command) => {
  const { stdout, code } = await graft(cwd, command, '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples?:\n {2}graft /);
  expect(stdout).toContain(`\n  graft ${command} `);
  expect(stdout).toContain('--json');
});

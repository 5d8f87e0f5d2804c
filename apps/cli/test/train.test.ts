import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

interface TrainAnswer {
  readonly backend: string;
  readonly seconds: number;
  readonly bundle: string;
  readonly splits: Record<string, Record<string, unknown>>;
  readonly skipped: { readonly file: string; readonly reason: string }[];
}

const tiny = ['--input-size', '32', '--backend', 'wasm'];
let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), {
    ...{ 'train/cat': 24, 'train/dog': 20, 'validation/cat': 4, 'validation/dog': 4, 'test/cat': 6, 'test/dog': 6 },
  });
  await makePictures(join(cwd, 'flat'), { cat: 24, dog: 24 });
});

const read = (file: string): Promise<Buffer> => readFile(join(cwd, file));

it('trains, and answers with one JSON value that says how well it went', async () => {
  const { answer, code } = await graftJson<TrainAnswer>(cwd, 'train', 'pets', ...tiny, '--out', 'pets.safetensors');
  expect(code).toBe(0);
  expect(Object.keys(answer)).toEqual(['backend', 'seconds', 'bundle', 'splits', 'stages', 'stoppedAt', 'skipped']);
  expect(answer).toMatchObject({ backend: 'wasm', bundle: 'pets.safetensors', skipped: [] });
  expect(Object.keys(answer.splits)).toEqual(['train', 'validation', 'test']);
  expect(answer.splits['test']).toEqual({
    count: 12,
    accuracy: 1,
    balancedAccuracy: 1,
    auc: 1,
    logLoss: expect.any(Number),
    labels: ['cat', 'dog'],
    confusion: [
      [6, 0],
      [0, 6],
    ],
  });
});

it('writes the same bytes again: with one worker or two, from the cache or without one, from flags or a recipe', async () => {
  await writeFile(
    join(cwd, 'recipe.json'),
    JSON.stringify({
      data: 'pets',
      inputSize: 32,
      seed: 1,
      backend: 'wasm',
      out: 'from-recipe.safetensors',
      workers: 2,
    }),
  );
  const runs = await Promise.all([
    graft(cwd, 'train', 'pets', ...tiny, '--workers', '1', '--cache', 'none', '--out', 'one.safetensors'),
    graft(cwd, 'train', 'pets', ...tiny, '--workers', '2', '--cache', 'features', '--out', 'two.safetensors'),
  ]);
  runs.push(await graft(cwd, 'train', 'pets', ...tiny, '--cache', 'features', '--out', 'cached.safetensors'));
  runs.push(await graft(join(cwd, 'flat'), 'train', '../recipe.json'));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);

  const one = await read('one.safetensors');
  for (const other of ['two', 'cached', 'from-recipe']) {
    expect((await read(`${other}.safetensors`)).equals(one), other).toBe(true);
  }
  expect(one.includes(cwd)).toBe(false);

  const another = await graft(cwd, 'train', 'recipe.json', '--seed', '2', '--out', 'seed-2.safetensors');
  expect(another.code).toBe(0);
  expect((await read('seed-2.safetensors')).equals(one)).toBe(false);
});

it('keeps in the bundle what decided the result', async () => {
  const { answer } = await graftJson<{ recipe: object; metrics: object }>(cwd, 'inspect', 'one.safetensors');
  expect(answer.recipe).toEqual({
    ...{ data: 'pets', backbone: 'efficientnet-lite0', inputSize: 32, head: 'linear' },
    ...{ freeze: 'feature-extraction', classWeights: 'balanced', batchSize: 16, seed: 1 },
  });
  expect(answer.metrics).toMatchObject({ test: { count: 12, accuracy: 1 } });
});

it('tells people what it did, and writes a report', async () => {
  const args = [
    '--out',
    'said.safetensors',
    '--report',
    'report.md',
    '--group-by',
    '(picture-\\d+)',
    '--pool',
    'mean+max',
  ];
  const { stdout, code } = await graft(cwd, 'train', 'flat', ...tiny, ...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^linear head on efficientnet-lite0\/imagenet, cut at head_activation, trained on flat \(wasm, /,
  );
  expect(stdout).toMatch(/accuracy +\d+\.\d % \(\d+\.\d to \d+\.\d\)/);
  expect(stdout).toContain('Next:   graft predict said.safetensors <picture>');
  const report = (await read('report.md')).toString();
  expect(report).toMatch(/^# flat: linear head on efficientnet-lite0\/imagenet\n/);
  expect(report).toContain('"groupBy": "(picture-\\\\d+)"');
  expect(report).toContain('"pool": "mean+max"');
});

it('does not replace a file unless it is told to', async () => {
  const before = await read('pets.safetensors');
  const refused = await graft(cwd, 'train', 'pets', ...tiny, '--out', 'pets.safetensors');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toBe(
    'error: pets.safetensors is already there. Name another file, or replace it with --force.\n',
  );
  expect((await read('pets.safetensors')).equals(before)).toBe(true);

  const allowed = await graft(cwd, 'train', 'pets', ...tiny, '--seed', '5', '--force', '--out', 'pets.safetensors');
  expect(allowed.code).toBe(0);
  expect((await read('pets.safetensors')).equals(before)).toBe(false);
  expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('takes a bundle for a backbone', async () => {
  const args = ['--backbone', 'one.safetensors', '--out', 'second.safetensors'];
  const { answer, code } = await graftJson<TrainAnswer>(cwd, 'train', 'flat', ...args);
  expect(code).toBe(0);
  expect(answer.splits['test']).toMatchObject({ accuracy: 1 });
});

it('weighs classes by name, and draws weights where that is asked for', async () => {
  const args = ['--weights', 'none', '--class-weights', 'cat=1,dog=3', '--out', 'drawn.safetensors'];
  expect((await graft(cwd, 'train', 'pets', ...tiny, ...args)).code).toBe(0);
  const { answer } = await graftJson<{ recipe: object; id: string }>(cwd, 'inspect', 'drawn.safetensors');
  expect(answer.id).toBe('efficientnet-lite0/random+pets');
  expect(answer.recipe).toMatchObject({ weights: 'none', classWeights: { cat: 1, dog: 3 } });
});

describe('pictures that cannot be read', () => {
  beforeAll(async () => {
    await makePictures(join(cwd, 'flawed'), { 'train/cat': 15, 'train/dog': 15, 'test/cat': 3, 'test/dog': 3 });
    await makePictures(join(cwd, 'flawed'), { 'validation/cat': 3, 'validation/dog': 3 });
    await writeFile(join(cwd, 'flawed/train/cat/empty.jpg'), '');
  });

  it('are listed and left out', async () => {
    const args = ['--out', 'flawed.safetensors', '--report', 'flawed.md'];
    const { answer, code, stderr } = await graftJson<TrainAnswer>(cwd, 'train', 'flawed', ...tiny, ...args);
    expect(code).toBe(3);
    expect(answer.skipped).toEqual([{ file: 'train/cat/empty.jpg', reason: expect.stringContaining('empty') }]);
    expect(answer.splits['train']).toMatchObject({ count: 30 });
    expect(stderr).toContain('1 picture could not be read and was left out:\n  train/cat/empty.jpg: ');
    expect((await read('flawed.md')).toString()).toMatch(/\| train\/cat\/empty\.jpg \| .*empty/);
  });

  it('stop the run with --strict', async () => {
    const args = ['--strict', '--out', 'strict.safetensors'];
    const { answer, code } = await graftJson<{ error: object }>(cwd, 'train', 'flawed', ...tiny, ...args);
    expect(code).toBe(2);
    expect(answer.error).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('train/cat/empty.jpg: '),
    });
    await expect(access(join(cwd, 'strict.safetensors'))).rejects.toThrow('ENOENT');
  });

  it('stop the run before it begins when 5 % or more are bad, all parts together', async () => {
    await writeFile(join(cwd, 'flawed/train/dog/text.png'), 'no picture');
    await writeFile(join(cwd, 'flawed/test/dog/text.png'), 'no picture');
    const { answer, code } = await graftJson<{ error: object }>(
      cwd,
      'train',
      'flawed',
      ...tiny,
      '--out',
      'x.safetensors',
    );
    expect(code).toBe(2);
    expect(answer.error).toMatchObject({
      code: 'too-many-bad-inputs',
      message: expect.stringMatching(/3 files of 45 .*fewer than 5 % may be.*test\/dog\/text\.png: /s),
    });
  });
});

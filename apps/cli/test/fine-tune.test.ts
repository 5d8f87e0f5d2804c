import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StageResult } from '@graftjs/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';
import { makePets, readRecord, tiny } from './tiny-run.js';

interface TrainAnswer {
  readonly splits: Record<string, { readonly accuracy: number }>;
  readonly stages: readonly StageResult[];
  readonly stoppedAt: number | null;
}

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePets(cwd);
});

const path = (file: string): string => join(cwd, file);
/** Three blocks are enough to freeze some. */
const small = [...tiny, '--cut', 'block2b_add'];
const train = (out: string, ...args: string[]) =>
  graftJson<TrainAnswer>(cwd, 'train', 'pets', ...small, '--out', `${out}.safetensors`, ...args);

describe('every strategy trains by its name', () => {
  it.each([
    ['feature-extraction', '--head mlp --units 8', ['train the head']],
    ['lp-ft', '--blocks 1', ['solve the head', 'tune']],
    ['progressive', '--factor 3', ['solve the head', 'unfreeze 1']],
    ['last-blocks', '--blocks 2 --batch-norm affine', ['tune the last 2']],
    ['fine-tune', '--schedule one-cycle --weights none --batch-norm train', ['tune everything']],
    ['discriminative', '--blocks 2 --factor 2', ['tune, early blocks more slowly']],
    ['surgical', '--blocks 0,block2b_add', ['solve the head', 'tune stem_activation, block2b_add']],
    ['batch-norm-only', '--batch-norm train', ['tune BatchNorm']],
  ])('%s %s', async (freeze, options, stages) => {
    const { answer, code } = await train(freeze, '--freeze', freeze, ...options.split(' '), '--epochs', '1');
    expect(code).toBe(0);
    // How often progressive goes on is for the losses to decide.
    expect(answer.stages.slice(0, stages.length).map(({ stage }) => stage.name)).toEqual(stages);
    expect(answer.stages[stages.length - 1]).toMatchObject({ epochs: 1, history: [{ epoch: 1, step: 2 }] });
    expect(answer.stoppedAt).toBe(null);
  });

  it('in-sequence, from a recipe', async () => {
    const strategies = ['feature-extraction', { name: 'last-blocks', options: { epochs: 2, patience: null } }];
    const recipe = { data: 'pets', freeze: { name: 'in-sequence', options: { strategies } } };
    await writeFile(path('stages.json'), JSON.stringify(recipe));
    const { answer, code } = await graftJson<TrainAnswer>(cwd, 'train', 'stages.json', ...small);
    expect(code).toBe(0);
    expect(answer.stages.map(({ stage, epochs }) => [stage.name, epochs])).toEqual([
      ['solve the head', 0],
      ['tune the last 1', 2],
    ]);
    expect((await readRecord(path('model.safetensors'))).recipe['freeze']).toEqual(recipe.freeze);
  });
});

it('writes the same bytes again from the recipe in a bundle, wherever a budget ended the run', async () => {
  const args = [
    ...['--head', 'mlp', '--units', '8,4', '--dropout', '0.2', '--output', 'binary'],
    ...['--freeze', 'lp-ft', '--blocks', '1', '--epochs', '9', '--patience', 'none', '--warmup', '0.2'],
    ...['--optimizer', 'sgd', '--momentum', '0.8', '--weight-decay', '0.01', '--pull-to-pretrained', '0.001'],
    ...['--clip-norm', '1', '--label-smoothing', '0.1', '--accumulate', '2', '--averaging', '0.5'],
    ...['--augment', 'flip=horizontal,shift=0.1', '--views', '2', '--budget', '1s'],
  ];
  const { answer, code, stderr } = await train('budget', ...args);
  expect(code).toBe(0);
  const { stoppedAt } = answer;
  expect(stoppedAt).toEqual(expect.any(Number));
  const { recipe, head, freeze } = await readRecord(path('budget.safetensors'));
  expect(recipe).toEqual({
    ...{ data: 'pets', backbone: 'efficientnet-lite0', inputSize: 32, cut: 'block2b_add' },
    ...{ batchSize: 6, seed: 1 },
    ...{ classWeights: 'balanced', augment: { flip: 'horizontal', shift: 0.1, views: 2 } },
    head: { name: 'mlp', options: { units: [8, 4], dropout: 0.2, output: 'binary' } },
    freeze: {
      name: 'linear-probe-then-fine-tune',
      options: { blocks: 1, epochs: 9, patience: null, warmup: 0.2 },
    },
    ...{ optimizer: 'sgd', momentum: 0.8, weightDecay: 0.01, pullToPretrained: 0.001, clipNorm: 1 },
    ...{ labelSmoothing: 0.1, accumulate: 2, averaging: 0.5, stopAt: stoppedAt },
  });
  expect(head).toEqual({ id: 'mlp', spec: { units: [8, 4], dropout: 0.2, output: 'binary' } });
  expect(freeze).toMatchObject({ id: 'linear-probe-then-fine-tune' });
  // What it costs was said before it was paid, and that is all, since nobody watches.
  expect(stderr).toMatch(/^train the head: 16 pictures \(2 views of those to train on\) run once up to pool\/mean: /m);
  expect(stderr).not.toContain('epoch 1');

  await writeFile(path('again.json'), JSON.stringify({ ...recipe, out: 'again.safetensors' }));
  const again = await graftJson<TrainAnswer>(cwd, 'train', 'again.json', '--backend', 'wasm', '--workers', '2');
  expect(again).toMatchObject({ code: 0, answer: { stoppedAt } });
  expect((await readFile(path('again.safetensors'))).equals(await readFile(path('budget.safetensors')))).toBe(true);
});

describe('how it went', () => {
  it('is told in curves and words, in the report too, and beside another bundle', async () => {
    const args = ['--freeze', 'lp-ft', '--blocks', '1', '--epochs', '3', '--patience', 'none', '--report', 'gain.md'];
    const compared = ['--compare-with', 'fine-tune.safetensors', '--out', 'gain.safetensors'];
    const { stdout, code } = await graft(cwd, 'train', 'pets', ...small, ...args, ...compared);
    expect(code).toBe(0);
    expect(stdout).toMatch(/, by linear-probe-then-fine-tune\n/);
    expect(stdout).toMatch(/· training {2}o validation/);
    expect(stdout).toMatch(/^tune: 3 epochs; .*Lowest validation loss \d/m);
    expect(stdout).toMatch(
      /^Less what fine-tune\.safetensors comes to on the same test pictures:\n {2}accuracy +[+-]\d\.\d{3} \([+-]\d\.\d{3} to [+-]\d\.\d{3}\)$/m,
    );
    const report = await readFile(path('gain.md'), 'utf8');
    expect(report).toContain('## Compared with fine-tune.safetensors\n');
    expect(report).toMatch(/- the other, fine-tune\.safetensors: .* from weights drawn at random, by fine-tune\n/);
    expect(report).toMatch(/\| tune +\| 3 epochs +\|/);
    expect(report).toMatch(/!\[Training and validation loss by epoch\]\(data:image\/svg\+xml;base64,/);
  });

  it('is compared in JSON', async () => {
    const args = ['--compare-with', 'fine-tune.safetensors', '--out', 'plain.safetensors'];
    const { answer } = await graftJson<{ comparison: object }>(cwd, 'train', 'pets', ...small, ...args);
    const figure = {
      other: expect.any(Number),
      difference: { value: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
    };
    expect(answer.comparison).toEqual({
      ...{ bundle: 'fine-tune.safetensors', split: 'test' },
      ...{ accuracy: figure, balancedAccuracy: figure, auc: figure, logLoss: figure },
    });
  });

  it('is not compared with what has seen the test pictures', async () => {
    await makePictures(path('flat'), { cat: 24, dog: 24 });
    const flat = (...args: string[]) => graftJson<{ error: object }>(cwd, 'train', 'flat', ...small, ...args);
    expect((await flat('--seed', '2', '--out', 'seed-2.safetensors')).code).toBe(0);
    const refused = await flat('--compare-with', 'seed-2.safetensors', '--out', 'seed-1.safetensors');
    expect(refused.code).toBe(2);
    expect(refused.answer.error).toEqual({
      code: 'compared-with-training',
      message: expect.stringMatching(
        /^seed-2\.safetensors was trained with --seed 2, which put \S+ and others of these/,
      ),
    });
  });
});

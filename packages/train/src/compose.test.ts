import type { Head, Recipe } from '@graftjs/core';
import { fineTune } from '@graftjs/freeze/fine-tune';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { inSequence } from '@graftjs/freeze/in-sequence';
import { lastBlocks } from '@graftjs/freeze/last-blocks';
import { prototype } from '@graftjs/heads/prototype';
import { initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { toyBackbone, toyData, toyRecipe, type ToyPicture } from '../test/toy.js';
import { residualNetwork } from '../test/residual-network.js';
import { inTurn, trainAll, tune } from '../test/strategies.js';
import { compose } from './compose.js';

describe('compose', () => {
  it('fills in the defaults, and says why it cuts where it does', () => {
    const { recipe, trunk, blocks, head } = compose(toyRecipe());
    expect(recipe).toMatchObject({ cut: 'relu2', pool: 'mean', classWeights: 'balanced', batchSize: 16, seed: 7 });
    const optimizer = { kind: 'adamw', weightDecay: 0, pullToPretrained: 0, labelSmoothing: 0, accumulate: 1 };
    expect(recipe.optimizer).toEqual(optimizer);
    expect(trunk).toMatchObject({ cut: 'relu2', pool: 'mean', features: [10] });
    expect(trunk.reason).toMatch(/^relu2 is the last cut before GlobalAveragePooling2D "pool"/);
    expect(trunk.network.layers.at(-1)?.name).toBe('pool/mean');
    expect(blocks.map(({ name }) => name)).toEqual(['relu1', 'relu2']);
    expect(head.network.weights.get('scores/kernel')?.shape).toEqual([10, 3]);
  });

  it('keeps what is given', () => {
    const { recipe, trunk, blocks } = compose(
      toyRecipe({ cut: 'relu1', pool: 'mean+max', classWeights: [1, 2, 3], batchSize: 5 }),
    );
    expect(recipe).toMatchObject({ cut: 'relu1', pool: 'mean+max', classWeights: [1, 2, 3], batchSize: 5 });
    expect(trunk).toMatchObject({ features: [12], reason: 'relu1 was named in the recipe.' });
    expect(blocks.map(({ name }) => name)).toEqual(['relu1']);
  });

  it('gives a recipe that can be composed again', () => {
    const { recipe } = compose(toyRecipe({ optimizer: { kind: 'sgd', clipNorm: 1 } }));
    expect(compose(recipe).recipe).toEqual(recipe);
  });

  it('pools nothing where the cut gives a vector', () => {
    const { recipe, trunk } = compose(toyRecipe({ cut: 'pool' }));
    expect(recipe.pool).toBeUndefined();
    expect(trunk).toMatchObject({ pool: undefined, features: [10] });
    expect(trunk.network.outputs).toEqual([{ from: 'pool' }]);
  });

  it('leaves the backbone as it was', () => {
    const backbone = toyBackbone();
    const before = JSON.stringify(backbone.network.layers);
    compose(toyRecipe({ backbone }));
    expect(JSON.stringify(backbone.network.layers)).toBe(before);
    expect(backbone.network.weights.has('top/kernel')).toBe(true);
  });
});

const unsolvable: Head = {
  ...toyRecipe().head,
  id: 'stubborn',
  bind(...args) {
    const { solve: _, ...rest } = toyRecipe().head.bind(...args);
    return rest;
  },
};

const bare = { ...toyBackbone().network, weights: new Map() };
const free = initializeWeights(
  { ...bare, inputs: [{ name: 'image', shape: [null, null, null, 3], dtype: 'float32' }] },
  1,
);
const residual = initializeWeights(residualNetwork(2), 1);
const labelled = (...labels: string[]) => toyData({ labels });
const regression = { ...toyData(), task: { kind: 'regression' as const, names: ['age'] } };

describe('compose refuses', () => {
  it.each<[string, Partial<Record<keyof Recipe<ToyPicture> | 'colour', unknown>>, string, string]>([
    ['an unknown option', { colour: 1 }, 'unknown-option', 'A recipe has no option "colour". Nearest: '],
    ['a missing head', { head: undefined }, 'missing-option', 'The recipe has no "head".'],
    [
      'text for a picture backbone',
      { data: { ...toyData(), modality: 'text' } },
      'modality-mismatch',
      'takes image ones',
    ],
    ['an unknown cut', { cut: 'relu3' }, 'unknown-cut', 'nearest by their names are: relu1, relu2'],
    [
      'a layer that is no cut',
      { backbone: { ...toyBackbone(), network: residual }, cut: 'block_bn' },
      'unknown-cut',
      '"block_bn" is a layer of residual, but no cut: a path from stem_activation to block_add goes around it. ' +
        'Cut at one of: stem_activation, block_add.',
    ],
    ['an unknown pool', { pool: 'median' }, 'unknown-pool', 'There is no pool "median". Choose one of: mean, max,'],
    [
      'a pool of a vector',
      { cut: 'pool', pool: 'max' },
      'pool-of-vector',
      'a vector of 10, so there is nothing to pool',
    ],
    [
      'a bare backbone',
      { backbone: { ...toyBackbone(), network: bare } },
      'missing-weight',
      'no values for 10 weight(s)',
    ],
    [
      'a pool that gives no fixed length',
      { backbone: { ...toyBackbone(), network: free }, pool: 'flatten' },
      'no-head-fits-cut',
      'are ? x ? x 10, so the pool "flatten" gives a vector of no fixed length',
    ],
    ['one label', { data: labelled('cat') }, 'too-few-labels', 'needs at least 2 label(s); the data has only "cat".'],
    ['a label twice', { data: labelled('cat', 'dog', 'cat') }, 'duplicate-label', 'has the label "cat" twice'],
    [
      'a task that the head does not serve',
      { data: regression, head: prototype() },
      'unsupported-task',
      'task is regression',
    ],
    [
      'fewer examples than labels',
      { data: toyData({ sizes: { train: 2, validation: 0, test: 0 } }) },
      'too-few-examples',
      'has 2 example(s) to train on, fewer than its 3 labels',
    ],
    ['too few class weights', { classWeights: [1, 2] }, 'bad-class-weights', 'for cat, dog, eel; got 2 for 3 labels.'],
    ['a negative class weight', { classWeights: [1, -2, 1] }, 'bad-class-weights', 'got -2 for "dog".'],
    ['an unknown class weight rule', { classWeights: 'even' }, 'bad-class-weights', 'got "even".'],
    [
      'class weights of numbers',
      { data: regression, classWeights: 'balanced' },
      'bad-class-weights',
      'Only classification',
    ],
    ['an empty batch', { batchSize: 0 }, 'bad-batch-size', 'a whole number from 1 on, such as 16; got 0.'],
    ['half a seed', { seed: 0.5 }, 'bad-seed', 'a whole number such as 7; got 0.5.'],
    [
      'a strategy without stages',
      { freeze: { id: 'idle', spec: {}, *stages() {} } },
      'empty-strategy',
      'The strategy "idle" has no stage',
    ],
    [
      'a stage of an unknown kind',
      { freeze: inTurn(() => [{ kind: 'guess', name: 'guess' } as never]) },
      'unsupported-stage',
      'The strategy "in-turn" asks for the stage "guess" of kind "guess"; there are solve and train.',
    ],
    ...[0, -0.1, NaN, Infinity].map((learningRate): [string, object, string, string] => [
      `a learning rate of ${learningRate}`,
      { freeze: inTurn((blocks) => [tune(blocks, { learningRate })]) },
      'bad-learning-rate',
      `The stage "tune" of the strategy "in-turn" has the learning rate ${learningRate}; it is a number over 0, such as 0.001.`,
    ]),
    ...(
      [
        [{ epochs: 0 }, 'has 0 epochs; allowed: a whole number from 1 on.'],
        [{ warmup: 1.5 }, 'has the warm-up 1.5; allowed: a share from 0 to 1.'],
        [{ patience: 0 }, 'has the patience 0; allowed: a whole number from 1 on.'],
        [{ schedule: 'linear' }, 'has the schedule "linear"; allowed: constant, cosine, one-cycle.'],
        [{ start: 'worst' }, 'has the start "worst"; allowed: current, best.'],
        [{ head: 'thawed' }, 'has the head "thawed"; allowed: frozen, train.'],
        [{ blocks: ['frozen'] }, 'has modes for 1 block(s); allowed: one for each of 2.'],
        [{ blocks: ['frozen', { ...trainAll, train: 'most' }] }, 'has the mode {"train":"most",'],
        [{ blocks: ['frozen', { ...trainAll, batchNorm: 'off' }] }, '} for the block "relu2"; allowed: "frozen", or {'],
        [{ blocks: ['frozen', { ...trainAll, learningRateScale: 0 }] }, '"learningRateScale":0,'],
      ] as const
    ).map(([changes, text]): [string, object, string, string] => [
      `a stage with ${JSON.stringify(changes)}`,
      { freeze: inTurn((blocks) => [tune(blocks, changes as object)]) },
      'bad-stage',
      text,
    ]),
    [
      'a batch larger than the data',
      { freeze: inTurn((blocks) => [tune(blocks)]), batchSize: 61 },
      'batch-too-large',
      'Each step takes 61 examples (a batch of 61), and there are 60 to train on. Take a batch size of 60 or less.',
    ],
    [
      'summed batches larger than the data',
      { freeze: inTurn((blocks) => [tune(blocks)]), batchSize: 16, optimizer: { accumulate: 4 } },
      'batch-too-large',
      'Each step takes 64 examples (4 batches of 16), and there are 60 to train on. Take a batch size of 15 or less.',
    ],
    ...(
      [
        ['rate', { learningRate: NaN }, 'bad-learning-rate', 'has the learning rate NaN'],
        ['weights', { head: 'frozen' }, 'nothing-to-train', 'The stage "later" trains no weight.'],
      ] as const
    ).map(([what, changes, code, text]): [string, object, string, string] => [
      `a later stage for its ${what}`,
      { freeze: inTurn((blocks) => [tune(blocks), tune(blocks, { name: 'later', ...changes })]) },
      code,
      text,
    ]),
    [
      'a batch that is too large for a later stage',
      { freeze: inTurn((blocks) => [{ kind: 'solve', name: 'solve' }, tune(blocks)]), batchSize: 61 },
      'batch-too-large',
      'Each step takes 61 examples',
    ],
    [
      'a later strategy that cannot serve the blocks',
      { freeze: inSequence(featureExtraction(), lastBlocks(3)) },
      'too-many-blocks',
      'last-blocks asks for 3 block(s)',
    ],
    ['an unknown optimizer', { optimizer: { kind: 'adam' } }, 'bad-optimizer', 'There is no optimizer "adam".'],
    [
      'an augmentation without views',
      { augment: { kind: 'toy', spec: {}, views: 0, view: async () => undefined } },
      'bad-views',
      'a whole number of views from 1 on, the input itself among them; "toy" makes 0.',
    ],
    [
      'a head without a solution',
      { head: unsolvable, freeze: inTurn(() => [{ kind: 'solve', name: 'solve' }]) },
      'head-cannot-solve',
      'the head "stubborn" has no direct solution',
    ],
  ])('%s', (_, changes, code, text) => {
    const act = () => compose(toyRecipe(changes as Partial<Recipe<ToyPicture>>));
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(act).toThrow(text);
  });

  it('a strategy that tunes a closed backbone', () => {
    const { network: _, ...facts } = toyBackbone();
    const features = { shape: [3], run: async () => [], dispose: () => undefined };
    const act = () => compose(toyRecipe({ backbone: { ...facts, features }, freeze: fineTune() }));
    expect(act).toThrow(expect.objectContaining({ code: 'closed-backbone' }));
    expect(act).toThrow(
      'The backbone "toy/random" is a closed box: it gives features, and nothing in it can be trained, which "fine-tune" wants to.',
    );
  });
});

import { readdirSync } from 'node:fs';
import type { FreezeStrategy } from '@graftjs/core';
import { expect, it } from 'vitest';
import { blocksOf, play, training } from '../test/play.js';
import * as strategies from './index.js';

const { inSequence, ...makers } = strategies;

it('exports every strategy of the folder', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => /^(?!index)[a-z-]+\.ts$/.test(file));
  const names = files.map((file) => file.slice(0, -3).replace(/-./g, ([, letter = '']) => letter.toUpperCase()));
  expect(Object.keys(strategies).sort()).toEqual(names.sort());
});

it.each<[string, FreezeStrategy, (options: never) => FreezeStrategy]>([
  ...Object.entries(makers).map(
    ([name, make]) => [name, make(), make] as [string, FreezeStrategy, (options: never) => FreezeStrategy],
  ),
  ['featureExtraction', makers.featureExtraction({ epochs: 3, patience: null }), makers.featureExtraction],
  ['fineTune', makers.fineTune({ learningRate: 1e-5, batchNorm: 'train' }), makers.fineTune],
  ['lastBlocks', makers.lastBlocks(2), makers.lastBlocks],
  [
    'linearProbeThenFineTune',
    makers.linearProbeThenFineTune({ blocks: 1, head: { epochs: 2 } }),
    makers.linearProbeThenFineTune,
  ],
  ['progressive', makers.progressive({ factor: 3, epochs: 1 }), makers.progressive],
  ['discriminative', makers.discriminative({ factor: 4 / 3, blocks: 2 }), makers.discriminative],
  ['surgical', makers.surgical({ blocks: ['b', 0] }), makers.surgical],
  ['batchNormOnly', makers.batchNormOnly({ batchNorm: 'train' }), makers.batchNormOnly],
])('%s is made again from its spec', (_, strategy, make) => {
  const again = make(JSON.parse(JSON.stringify(strategy.spec)) as never);
  const blocks = blocksOf('a', 'b', 'c');
  const options = { facts: training, losses: [3, 2, 1] };
  expect(again.spec).toEqual(strategy.spec);
  expect(play(again, blocks, options)).toEqual(play(strategy, blocks, options));
});

it('keeps a spec of its own, whatever becomes of the options', () => {
  const options = { epochs: 3 };
  const strategy = strategies.fineTune(options);
  options.epochs = 4;
  expect(strategy.spec).toEqual({ epochs: 3 });
  expect(inSequence(strategy).spec).toEqual({ strategies: [{ id: 'fine-tune', spec: { epochs: 3 } }] });
});

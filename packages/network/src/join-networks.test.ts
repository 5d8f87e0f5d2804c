import { expect, it } from 'vitest';
import { checkNetwork } from './check-network.js';
import { refusal } from './fixtures/refusal.js';
import { largestDifference, randomValues, runOnCpu } from './fixtures/run-on-cpu.js';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { initializeWeights } from './initialize-weights.js';
import { joinNetworks } from './join-networks.js';
import { sliceNetwork } from './slice-network.js';

const network = tinyResidual();
const trunk = sliceNetwork(network, { upTo: 'add' });
const tail = sliceNetwork(network, { after: 'add' });

it('prefixes every layer and weight of the second', () => {
  const joined = joinNetworks(trunk, tail, 'head');
  checkNetwork(joined);
  expect(joined.layers.slice(-2)).toEqual([
    { ...tail.layers[0], name: 'head/pool' },
    {
      ...tail.layers[1],
      name: 'head/scores',
      inputs: [{ from: 'head/pool' }],
      weights: { kernel: 'head/scores/kernel', bias: 'head/scores/bias' },
    },
  ]);
  expect(joined.outputs).toEqual([{ from: 'head/scores' }]);
  expect(joined.weights.get('head/scores/kernel')).toBe(network.weights.get('scores/kernel'));
  expect(joined.weights.size).toBe(network.weights.size);
  expect(joined.name).toBe('tiny+tiny');
});

it('gives what one gives after the other, without a bit of difference', async () => {
  const input = randomValues([2, 8, 8, 3]);
  const whole = await runOnCpu(joinNetworks(trunk, tail, 'head'), input);
  expect(largestDifference(whole, await runOnCpu(network, input))).toBe(0);
});

it('joins a second that has no layers', () => {
  const nothing = tinyNetwork([null, 4, 4, 4], []);
  expect(joinNetworks(trunk, nothing, 'head')).toMatchObject({ layers: trunk.layers, outputs: [{ from: 'add' }] });
});

it('keeps equal weight names apart', () => {
  const dense = initializeWeights(tinyNetwork([null, 4], [['dense', 'Dense', { units: 4 }]]), 1);
  const joined = joinNetworks(dense, dense, 'again');
  expect([...joined.weights.keys()]).toEqual(['dense/kernel', 'dense/bias', 'again/dense/kernel', 'again/dense/bias']);
});

const REPAIR = 'Put between them what makes one of the other, such as a pooling, or cut the first elsewhere.';

it.each<[string, () => unknown, string]>([
  [
    'shapes that do not fit',
    () => joinNetworks(trunk, tinyNetwork([null, 5], [['flat', 'Flatten']]), 'head'),
    'cannot-join: tiny takes float32 (?, 5), but tiny gives float32 (?, 4, 4, 4). ' + REPAIR,
  ],
  [
    'another dtype',
    () => joinNetworks(trunk, { ...tail, inputs: [{ ...tail.inputs[0]!, dtype: 'int32' }] }, 'head'),
    'cannot-join: tiny takes int32 (?, 4, 4, 4), but tiny gives float32 (?, 4, 4, 4). ' + REPAIR,
  ],
  [
    'two outputs',
    () => joinNetworks({ ...trunk, outputs: [{ from: 'add' }, { from: 'stem_act' }] }, tail, 'head'),
    'cannot-join: Joining takes one output and one input; tiny has 2 outputs, tiny has 1 inputs. ' +
      'Keep one output of the first and one input of the second.',
  ],
  [
    'a prefix in use',
    () => joinNetworks(sliceNetwork(joinNetworks(trunk, tail, 'head'), { upTo: 'add' }), tail, ''),
    'duplicate-name: Choose a prefix that is not empty and not in use; got "".',
  ],
  [
    'a second use of a prefix',
    () => {
      const dense = initializeWeights(tinyNetwork([null, 4], [['dense', 'Dense', { units: 4 }]]), 1);
      return joinNetworks(joinNetworks(dense, dense, 'head'), dense, 'head');
    },
    'duplicate-name: tiny+tiny already has "head/dense". Choose a prefix that is not empty and not in use; got "head".',
  ],
])('refuses %s', (_, work, message) => {
  expect(refusal(work)).toBe(message);
});

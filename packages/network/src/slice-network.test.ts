import { expect, it } from 'vitest';
import { checkNetwork } from './check-network.js';
import { refusal } from './fixtures/refusal.js';
import { largestDifference, randomValues, runOnCpu } from './fixtures/run-on-cpu.js';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { sliceNetwork } from './slice-network.js';

const network = tinyResidual();

it.each(['x', 'stem_conv', 'stem_bn', 'stem_act', 'add', 'pool', 'scores'])(
  'cuts at %s without a bit of difference',
  async (cut) => {
    const trunk = sliceNetwork(network, { upTo: cut });
    const tail = sliceNetwork(network, { after: cut });
    checkNetwork(trunk);
    checkNetwork(tail);
    expect(trunk.layers.length + tail.layers.length).toBe(network.layers.length);
    expect(trunk.weights.size + tail.weights.size).toBe(network.weights.size);
    const input = randomValues([2, 8, 8, 3]);
    const halfway = await runOnCpu(trunk, input);
    expect(largestDifference(await runOnCpu(tail, halfway), await runOnCpu(network, input))).toBe(0);
  },
);

it('names the new input for the layer that was cut at, with its shape', () => {
  const tail = sliceNetwork(network, { after: 'add' });
  expect(tail.inputs).toEqual([{ name: 'add', shape: [null, 4, 4, 4], dtype: 'float32' }]);
});

it('takes a part out of the middle', () => {
  const middle = sliceNetwork(network, { after: 'stem_act', upTo: 'add' });
  expect(middle.layers.map(({ name }) => name)).toEqual([
    'dw_conv',
    'dw_bn',
    'dw_act',
    'project_conv',
    'project_bn',
    'add',
  ]);
  expect(middle.inputs.map(({ name }) => name)).toEqual(['stem_act']);
});

it('leaves out what the end does not need', () => {
  expect(sliceNetwork(network, { upTo: 'dw_bn' }).layers.map(({ name }) => name)).toEqual([
    'stem_conv',
    'stem_bn',
    'stem_act',
    'dw_conv',
    'dw_bn',
  ]);
});

it('carries side inputs', () => {
  const bare = tinyNetwork(
    [null, 4],
    [
      ['a', 'ReLU'],
      ['b', 'ReLU'],
    ],
  );
  const masked = {
    ...bare,
    inputs: [...bare.inputs, { name: 'mask', shape: [null, 4], dtype: 'float32' as const }],
    layers: [
      ...bare.layers,
      { name: 'm', type: 'Multiply', inputs: [{ from: 'b' }, { from: 'mask' }], options: {}, weights: {} },
    ],
    outputs: [{ from: 'm' }],
  };
  expect(sliceNetwork(masked, { after: 'a' }).inputs.map(({ name }) => name)).toEqual(['a', 'mask']);
  expect(sliceNetwork(masked, { upTo: 'a' }).inputs.map(({ name }) => name)).toEqual(['x']);
});

it('refuses a layer that is not there, and one that data gets around', () => {
  expect(refusal(() => sliceNetwork(network, { after: 'ad' }))).toMatch(
    /^unknown-layer: tiny has no layer "ad"\. Nearest: add, /,
  );
  expect(refusal(() => sliceNetwork(network, { after: 'dw_act' }))).toBe(
    'not-a-cut: Data gets around "dw_act" in tiny: it goes through "stem_conv" too.',
  );
  expect(refusal(() => sliceNetwork(network, { after: 'add', upTo: 'stem_act' }))).toBe(
    'not-a-cut: The slice of tiny would end at "stem_act" before it begins behind "add".',
  );
});

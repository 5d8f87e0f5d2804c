import type { Network } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { checkNetwork } from './check-network.js';
import { refusal } from './fixtures/refusal.js';
import { largestDifference, randomValues, runOnCpu } from './fixtures/run-on-cpu.js';
import { tinyNetwork, tinyResidual } from './fixtures/tiny-networks.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { initializeWeights } from './initialize-weights.js';
import { sliceNetwork } from './slice-network.js';

const network = tinyResidual();
const input = randomValues([2, 8, 8, 3]);
const layersOf = ({ layers }: Network) => layers.map(({ name, type, options }) => [name, type, options['activation']]);

it('folds statistics into the layer before, fuses the ReLU after, and names what remains for the last', () => {
  const folded = foldBatchNorm(network);
  checkNetwork(folded);
  expect(layersOf(folded)).toEqual([
    ['stem_act', 'Conv2D', 'relu6'],
    ['dw_act', 'DepthwiseConv2D', 'relu'],
    ['project_bn', 'Conv2D', undefined],
    ['add', 'Add', undefined],
    ['pool', 'GlobalAveragePooling2D', undefined],
    ['scores', 'Dense', undefined],
  ]);
  expect([...folded.weights.keys()].sort()).toEqual([
    ...['dw_bn', 'project_bn'].flatMap((name) => [`${name}/folded/bias`, `${name}/folded/kernel`]),
    'scores/bias',
    'scores/kernel',
    'stem_bn/folded/bias',
    'stem_bn/folded/kernel',
  ]);
});

it('changes the last bits only, and the network that was given not at all', async () => {
  const layers = structuredClone(network.layers);
  const folded = await runOnCpu(foldBatchNorm(network), input);
  expect(network.layers).toEqual(layers);
  const plain = await runOnCpu(network, input);
  expect(largestDifference(folded, plain)).toBeLessThan(1e-5);
});

it('folds behind a dense layer and a depthwise one with a multiplier', async () => {
  const lines = [
    ['dw', 'DepthwiseConv2D', { kernel_size: 3, depth_multiplier: 2 }],
    ['dw_bn', 'BatchNormalization', { center: false }],
    ['flat', 'Flatten'],
    ['dense', 'Dense', { units: 5, use_bias: false }],
    ['dense_bn', 'BatchNormalization'],
    ['relu', 'ReLU'],
  ] as const;
  const bare = tinyNetwork([null, 4, 4, 3], lines);
  const drawn = initializeWeights(bare, 2);
  const weights = [...drawn.weights].map(([name, value]) => {
    const data = value.data.map((number, at) => number + 0.1 + (at % 7) / 10);
    return [name, { ...value, data } as typeof value] as const;
  });
  const full = { ...drawn, weights: new Map(weights) };
  const folded = foldBatchNorm(full);
  expect(layersOf(folded).map(([name]) => name)).toEqual(['dw_bn', 'flat', 'relu']);
  const values = randomValues([2, 4, 4, 3]);
  expect(largestDifference(await runOnCpu(folded, values), await runOnCpu(full, values))).toBeLessThan(1e-5);
});

describe('nothing is folded or fused', () => {
  it('across a boundary', () => {
    const names = (boundary: string) =>
      foldBatchNorm(network, { boundaries: [boundary] })
        .layers.map(({ name }) => name)
        .filter((name) => name.startsWith('stem'));
    expect(names('stem_conv')).toEqual(['stem_conv', 'stem_bn', 'stem_act']);
    expect(names('stem_bn')).toEqual(['stem_bn', 'stem_act']);
    expect(names('stem_act')).toEqual(['stem_act']);
  });

  it('across an output of the network', () => {
    const folded = foldBatchNorm({ ...network, outputs: [{ from: 'dw_conv' }, { from: 'scores' }] });
    expect(folded.layers.map(({ name }) => name)).toContain('dw_conv');
    expect(folded.layers.map(({ name }) => name)).toContain('dw_bn');
  });

  it('where another layer needs what is between', () => {
    const branching = tinyNetwork(
      [null, 4, 4, 3],
      [
        ['conv', 'Conv2D', { filters: 3, kernel_size: 1 }],
        ['bn', 'BatchNormalization', {}, ['conv']],
        ['add', 'Add', {}, ['conv', 'bn']],
      ],
    );
    expect(foldBatchNorm(initializeWeights(branching, 1)).layers.map(({ name }) => name)).toEqual([
      'conv',
      'bn',
      'add',
    ]);
  });

  it('behind an activation, and no ReLU that a fused kernel cannot say', () => {
    const lines = [
      ['a', 'Conv2D', { filters: 3, kernel_size: 1, activation: 'relu' }],
      ['a_bn', 'BatchNormalization'],
      ['b', 'Conv2D', { filters: 3, kernel_size: 1 }],
      ['leaky', 'ReLU', { negative_slope: 0.1 }],
      ['c', 'Conv2D', { filters: 3, kernel_size: 1 }],
      ['swish', 'Activation', { activation: 'silu' }],
    ] as const;
    const full = initializeWeights(tinyNetwork([null, 4, 4, 3], lines), 1);
    expect(foldBatchNorm(full).layers).toEqual(full.layers);
  });
});

it('gives the same bits at a boundary as trunk then tail', async () => {
  for (const cut of network.layers.map(({ name }) => name)) {
    if (cut.startsWith('dw') || cut.startsWith('project')) continue;
    const whole = await runOnCpu(foldBatchNorm(network, { boundaries: [cut] }), input);
    const trunk = await runOnCpu(foldBatchNorm(sliceNetwork(network, { upTo: cut })), input);
    const tail = await runOnCpu(foldBatchNorm(sliceNetwork(network, { after: cut })), trunk);
    expect(largestDifference(tail, whole), cut).toBe(0);
  }
});

it('leaves a shared kernel to the other layer that uses it', () => {
  const bare = tinyNetwork(
    [null, 4],
    [
      ['a', 'Dense', { units: 4 }],
      ['a_bn', 'BatchNormalization'],
      ['b', 'Dense', { units: 4 }],
    ],
  );
  const layers = bare.layers.map((layer) =>
    layer.name === 'b' ? { ...layer, weights: bare.layers[0]!.weights } : layer,
  );
  const folded = foldBatchNorm(initializeWeights({ ...bare, layers }, 1));
  expect([...folded.weights.keys()].sort()).toEqual(['a/bias', 'a/kernel', 'a_bn/folded/bias', 'a_bn/folded/kernel']);
});

it('refuses a boundary that is not there, and weights without values', () => {
  expect(refusal(() => foldBatchNorm(network, { boundaries: ['stem'] }))).toMatch(
    /^unknown-layer: tiny has no layer "stem"\. Nearest: stem_/,
  );
  expect(refusal(() => foldBatchNorm({ ...network, weights: new Map() }))).toBe(
    'missing-weight: Folding needs the values of the weight "stem_bn/gamma" of layer "stem_bn".',
  );
});

import type { BlockMode, Network, TrainStage } from '@graftjs/core';
import { splitBlocks } from '@graftjs/cut';
import { joinNetworks, sliceNetwork } from '@graftjs/network';
import { linear } from '@graftjs/heads/linear';
import { describe, expect, it } from 'vitest';
import { tune } from '../../test/strategies.js';
import { residualBlockEnds, residualNetwork } from '../../test/residual-network.js';
import { planStage } from './plan-stage.js';

const trunk = sliceNetwork(residualNetwork(3), { upTo: 'avg_pool' });
const blocks = splitBlocks(trunk, residualBlockEnds);
const head = linear().bind([12], { kind: 'classification', labels: ['a', 'b'] }, 1).network;
const network = joinNetworks(trunk, head, 'head');
const headLayers = new Set(['head/scores']);

function planOf(modes: readonly BlockMode[], headMode: TrainStage['head'] = 'train') {
  const stage: TrainStage = {
    kind: 'train',
    name: 'tune',
    start: 'current',
    blocks: modes,
    head: headMode,
    learningRate: 0.1,
    epochs: 1,
    schedule: 'constant',
  };
  const { trained, statistics, boundary, batchNorm } = planStage({ network, blocks, headLayers }, stage);
  return { trained: [...trained.keys()], statistics: [...statistics], scales: trained, boundary, batchNorm };
}

const all = { train: 'all', learningRateScale: 0.5, batchNorm: 'train' } as const;

describe('planStage', () => {
  it('trains the head alone on the pooled features', () => {
    const { trained, statistics, boundary } = planOf(['frozen', 'frozen', 'frozen']);
    expect(trained).toEqual(['head/scores/kernel', 'head/scores/bias']);
    expect(statistics).toEqual([]);
    expect(boundary).toBe('avg_pool');
  });

  it('knows the head by its layers, whatever the backbone calls its own', () => {
    const renamed = joinNetworks(trunk, head, 'block_bn');
    const stage = { kind: 'train', name: 'tune', start: 'current', learningRate: 0.1, epochs: 1 } as const;
    const modes = { blocks: blocks.map(() => 'frozen' as const), head: 'train', schedule: 'constant' } as const;
    const plan = planStage(
      { network: renamed, blocks, headLayers: new Set(['block_bn/scores']) },
      { ...stage, ...modes },
    );
    expect([...plan.trained.keys()]).toEqual(['block_bn/scores/kernel', 'block_bn/scores/bias']);
  });

  it('puts the boundary at the end of the leading frozen blocks, and leaves later frozen ones alone', () => {
    const { trained, scales, boundary, batchNorm } = planOf(['frozen', all, 'frozen'], 'frozen');
    expect(trained).toEqual(['block_dwconv/kernel', 'block_bn/gamma', 'block_bn/beta']);
    expect(scales.get('block_bn/beta')).toEqual({ learningRateScale: 0.5, block: 1, decays: false });
    expect(boundary).toBe('stem_activation');
    expect(['stem_bn', 'block_bn', 'top_bn'].map(batchNorm)).toEqual(['frozen', 'train', 'frozen']);
    expect(planOf([all, 'frozen', 'frozen']).boundary).toBeUndefined();
  });

  it.each<[Exclude<BlockMode, 'frozen'>['train'], 'frozen' | 'affine' | 'train', string[], string[]]>([
    ['all', 'frozen', ['top_conv/kernel'], []],
    ['all', 'affine', ['top_conv/kernel', 'top_bn/gamma', 'top_bn/beta'], []],
    [
      'all',
      'train',
      ['top_conv/kernel', 'top_bn/gamma', 'top_bn/beta'],
      ['top_bn/moving_mean', 'top_bn/moving_variance'],
    ],
    ['biases', 'affine', ['top_bn/beta'], []],
    ['batch-norm', 'affine', ['top_bn/gamma', 'top_bn/beta'], []],
    ['batch-norm', 'train', ['top_bn/gamma', 'top_bn/beta'], ['top_bn/moving_mean', 'top_bn/moving_variance']],
  ])('%s with BatchNorm %s', (train, batchNorm, trained, statistics) => {
    const plan = planOf(['frozen', 'frozen', { train, batchNorm, learningRateScale: 1 }], 'frozen');
    expect(plan.trained).toEqual(trained);
    expect(plan.statistics).toEqual(statistics);
  });

  it.each<[string, BlockMode]>([
    ['frozen blocks', 'frozen'],
    ['biases where there are none', { train: 'biases', batchNorm: 'frozen', learningRateScale: 1 }],
    ['frozen BatchNorm', { train: 'batch-norm', batchNorm: 'frozen', learningRateScale: 1 }],
  ])('refuses a stage of %s and a frozen head', (_, mode) => {
    const act = () => planOf([mode, mode, mode], 'frozen');
    expect(act).toThrow(expect.objectContaining({ code: 'nothing-to-train' }));
    expect(act).toThrow(
      'The stage "tune" trains no weight. Let the head train, or a block that has such weights: ' +
        'stem_activation (with BatchNorm), block_add (with BatchNorm), ',
    );
  });

  it('finds the biases of the parts of a layer, and moves statistics of BatchNorm alone', () => {
    const weightsOf = (name: string, roles: readonly string[]) =>
      Object.fromEntries(roles.map((role) => [role, `${name}/${role}`]));
    const both = ['forward', 'backward'].flatMap((part) =>
      ['kernel', 'recurrent_kernel', 'bias'].map((role) => `${part}/${role}`),
    );
    const sequences: Network = {
      name: 'sequences',
      inputs: [{ name: 'x', shape: [null, 4, 3], dtype: 'float32' }],
      layers: [
        {
          name: 'scaled',
          type: 'Normalization',
          inputs: [{ from: 'x' }],
          options: {},
          weights: weightsOf('scaled', ['mean', 'variance', 'count']),
        },
        {
          name: 'both',
          type: 'Bidirectional',
          inputs: [{ from: 'scaled' }],
          options: { layer: { class_name: 'GRU', config: { units: 2 } } },
          weights: weightsOf('both', both),
        },
      ],
      outputs: [{ from: 'both' }],
      weights: new Map(),
    };
    const [block] = splitBlocks(sequences);
    const stage = {
      kind: 'train',
      name: 'tune',
      start: 'current',
      head: 'frozen',
      epochs: 1,
      learningRate: 0.1,
    } as const;
    const modes = [{ train: 'biases', learningRateScale: 1, batchNorm: 'train' }] as const;
    const plan = planStage(
      { network: sequences, blocks: [block!], headLayers: new Set() },
      { ...stage, schedule: 'constant', blocks: modes },
    );
    expect([...plan.trained.keys()]).toEqual(['both/forward/bias', 'both/backward/bias']);
    expect([...plan.statistics]).toEqual([]);
  });
});

it('lets decay pull kernels and embeddings only, whatever the shape of biases and gains', () => {
  const layer = (name: string, type: string, from: string, options: Network['layers'][number]['options']) => ({
    ...{ name, type, options, inputs: [{ from }], weights: {} },
  });
  const bare: Network = {
    name: 'sequence',
    inputs: [{ name: 'words', shape: [null, 5], dtype: 'int32' }],
    layers: [
      layer('embedding', 'Embedding', 'words', { input_dim: 9, output_dim: 4 }),
      layer('gru', 'GRU', 'embedding', { units: 4, return_sequences: true }),
      {
        ...layer('attention', 'MultiHeadAttention', 'gru', { num_heads: 2, key_dim: 2 }),
        inputs: [{ from: 'gru' }, { from: 'gru' }],
      },
      layer('norm', 'LayerNormalization', 'attention', { axis: [1, 2] }),
    ],
    outputs: [{ from: 'norm' }],
    weights: new Map(),
  };
  const roles = {
    embedding: ['embeddings'],
    gru: ['kernel', 'recurrent_kernel', 'bias'],
    attention: ['query', 'key', 'value', 'attention_output'].flatMap((part) => [`${part}/kernel`, `${part}/bias`]),
    norm: ['gamma', 'beta'],
  };
  const network = {
    ...bare,
    layers: bare.layers.map((each) => ({
      ...each,
      weights: Object.fromEntries(roles[each.name as keyof typeof roles].map((role) => [role, `${each.name}/${role}`])),
    })),
  };
  const headLayers = new Set(network.layers.map(({ name }) => name));
  const { trained } = planStage({ network, blocks: [], headLayers }, tune([]));
  expect(trained.size).toBe(14);
  for (const [name, { decays }] of trained) expect([name, decays]).toEqual([name, /(kernel|embeddings)$/.test(name)]);
});

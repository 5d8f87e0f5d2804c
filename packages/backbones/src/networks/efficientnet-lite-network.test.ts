import { formatShape, type Network } from '@graftjs/core';
import { listCuts, findBottleneck, splitBlocks } from '@graftjs/cut';
import { inferShapes, listWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { efficientNetLiteNetwork, listStageEnds } from './efficientnet-lite-network.js';

const lite0 = efficientNetLiteNetwork('efficientnet-lite0');
const lite1 = efficientNetLiteNetwork('efficientnet-lite1');
const lite2 = efficientNetLiteNetwork('efficientnet-lite2');

function parameters(network: Network, only?: 'trainable'): number {
  return [...listWeights(network).values()]
    .filter(({ trainable }) => trainable || only === undefined)
    .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

describe('efficientNetLiteNetwork', () => {
  it('has as many parameters as the published networks', () => {
    expect([lite0, lite1, lite2].map((network) => parameters(network))).toEqual([4_694_024, 5_470_344, 6_150_168]);
    expect(parameters(lite0, 'trainable')).toBe(4_652_008);
  });

  it('has no values and 142 layers, named as in Keras', () => {
    expect(lite0.weights.size).toBe(0);
    const names = lite0.layers.map(({ name }) => name);
    expect(names).toHaveLength(142);
    expect(names.slice(0, 8)).toEqual([
      'stem_conv',
      'stem_bn',
      'stem_activation',
      'block1a_dwconv',
      'block1a_dw_bn',
      'block1a_dw_activation',
      'block1a_project_conv',
      'block1a_project_bn',
    ]);
    expect(names.filter((name) => name.startsWith('block2b'))).toEqual(
      ['expand_conv', 'expand_bn', 'expand_activation', 'dwconv', 'dw_bn', 'dw_activation', 'project_conv']
        .concat('project_bn', 'add')
        .map((part) => `block2b_${part}`),
    );
    expect(names.slice(-5)).toEqual(['head_conv', 'head_bn', 'head_activation', 'avg_pool', 'predictions']);
  });

  it('scales depth and width, but neither stem, head, nor the repeats of the first and last stage', () => {
    const repeats = (network: Network) =>
      [1, 2, 3, 4, 5, 6, 7].map(
        (stage) => network.layers.filter(({ name }) => new RegExp(`^block${stage}._dwconv$`).test(name)).length,
      );
    expect(repeats(lite0)).toEqual([1, 2, 2, 3, 3, 4, 1]);
    expect(repeats(lite1)).toEqual([1, 3, 3, 4, 4, 5, 1]);
    expect(repeats(lite2)).toEqual([1, 3, 3, 4, 4, 5, 1]);
    const shapes = inferShapes(lite2);
    expect(shapes.get('stem_activation')).toEqual([[null, 130, 130, 32]]);
    expect(shapes.get('block4a_project_bn')).toEqual([[null, 17, 17, 88]]);
    expect(shapes.get('head_activation')).toEqual([[null, 9, 9, 1280]]);
  });

  it('takes any picture size from 32 pixels, any number of classes, and goes without top', () => {
    const shapes = inferShapes(efficientNetLiteNetwork('efficientnet-lite0', { inputSize: 65, classes: 3 }));
    expect(shapes.get('block1a_project_bn')).toEqual([[null, 33, 33, 16]]);
    expect(shapes.get('predictions')).toEqual([[null, 3]]);
    const topless = efficientNetLiteNetwork('efficientnet-lite0', { top: false });
    expect(topless.outputs).toEqual([{ from: 'head_activation' }]);
    expect(inferShapes(topless).get('head_activation')).toEqual([[null, 7, 7, 1280]]);
    const size =
      '"inputSize" of efficientnet-lite0 is a whole number of pixels from 32, since it shrinks a picture 32 times';
    for (const [option, value, message] of [
      ['inputSize', 31, `${size}; got 31.`],
      ['inputSize', 64.5, `${size}; got 64.5.`],
      ['classes', 0, '"classes" is a whole number of at least 1; got 0.'],
    ] as const) {
      expect(() => efficientNetLiteNetwork('efficientnet-lite0', { [option]: value })).toThrow(
        expect.objectContaining({ code: 'bad-option', message }),
      );
    }
  });

  it('can be cut at 70 layers, best before the pooling', () => {
    expect(listCuts(lite0)).toHaveLength(70);
    const { cut, reason } = findBottleneck(lite0, { classifier: 'predictions' });
    expect(cut.layer).toBe('head_activation');
    expect(formatShape(cut.shape)).toBe('7 x 7 x 1280');
    expect(reason).toContain('GlobalAveragePooling2D "avg_pool"');
    expect(findBottleneck(efficientNetLiteNetwork('efficientnet-lite0', { top: false })).cut.layer).toBe(
      'head_activation',
    );
  });

  it('ends its stages at cuts, so that ten blocks hold all of it', () => {
    const ends = listStageEnds(lite0);
    const blocks = splitBlocks(lite0, ends);
    expect(ends).toEqual([
      'stem_activation',
      'block1a_project_bn',
      'block2b_add',
      'block3b_add',
      'block4c_add',
      'block5c_add',
      'block6d_add',
      'block7a_project_bn',
      'head_activation',
    ]);
    expect(blocks.map(({ name }) => name)).toEqual([...ends, 'predictions']);
    expect(blocks.reduce((sum, block) => sum + block.parameters, 0)).toBe(4_694_024);
    expect(blocks.map(({ hasBatchNorm }) => hasBatchNorm)).toEqual([...ends.map(() => true), false]);
  });
});

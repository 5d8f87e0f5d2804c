import type { Network, Source } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { traceDataPath } from './data-path.js';
import {
  encoder,
  everyNetwork,
  inception,
  mobilenet,
  network,
  recurrent,
  resnet,
  transformer,
  vgg,
} from './fixtures/tiny-networks.js';
import { cutPositions, listCuts } from './list-cuts.js';

const names = (given: Network): string[] => listCuts(given).map(({ layer }) => layer);

describe('listCuts', () => {
  it('finds every layer of a chain', () => {
    expect(names(vgg)).toEqual(vgg.layers.map(({ name }) => name));
  });

  it('leaves out what a residual goes around', () => {
    expect(names(resnet)).toEqual(
      ['pad', 'stem_conv', 'a_add', 'a_out', 'b_add', 'b_out', 'avg_pool', 'predictions'], //
    );
  });

  it('leaves out gates and branches', () => {
    expect(names(mobilenet)).toEqual(
      ['conv1', 'conv1_relu', 'dw', 'se_scale', 'pw', 'pool', 'conv_preds', 'reshape', 'predictions'], //
    );
    expect(names(inception)).toEqual(['stem', 'mixed', 'top', 'predictions']);
  });

  it('gives the shape of one example', () => {
    const shapes = new Map(listCuts(resnet).map(({ layer, shape }) => [layer, shape]));
    expect(shapes.get('pad')).toEqual([10, 10, 2]);
    expect(shapes.get('b_out')).toEqual([4, 4, 4]);
    expect(shapes.get('avg_pool')).toEqual([4]);
  });

  it('says which side inputs the rest needs, and takes no path from them', () => {
    expect(listCuts(encoder)).toEqual([
      { layer: 'embed', shape: [4, 4], carries: ['mask', 'bias'] },
      { layer: 'layer1_add', shape: [4, 4], carries: ['mask', 'bias'] },
      { layer: 'layer2_add', shape: [4, 4], carries: ['bias'] },
      { layer: 'shift', shape: [4, 4], carries: [] },
      { layer: 'scores', shape: [4, 2], carries: [] },
    ]);
  });

  it('follows attention to itself, states and masks from layer to layer', () => {
    expect(listCuts(transformer)).toEqual([
      { layer: 'embed', shape: [4, 4], carries: ['mask'] },
      { layer: 'attend_add', shape: [4, 4], carries: [] },
      { layer: 'attend_norm', shape: [4, 4], carries: [] },
      { layer: 'feed_add', shape: [4, 4], carries: [] },
      { layer: 'pool', shape: [4], carries: [] },
      { layer: 'scores', shape: [2], carries: [] },
    ]);
    expect(names(recurrent)).toEqual(['again', 'dense', 'scores']);
  });

  it('leaves out layers that lead nowhere, and starts at the first input whatever the order of the layers', () => {
    const aside = network('aside', [
      ['early', 'ReLU', 'image'],
      ['lost', 'ReLU', 'early'],
      ['late', 'ReLU', 'early'],
    ]);
    expect(names(aside)).toEqual(['early', 'late']);
    const swapped = { ...encoder, layers: [encoder.layers[1]!, encoder.layers[0]!, ...encoder.layers.slice(2)] };
    expect(names(swapped)).toEqual(names(encoder));
  });

  it('takes a layer with several outputs for a cut only where nothing but the first is used', () => {
    const positions = (...outputs: readonly number[]): number[] => {
      const [start, halves, sum] = network('split', [
        ['start', 'ReLU', 'image'],
        ['halves', 'Halves', 'start'],
        ['sum', 'Add', 'halves'],
      ]).layers;
      const inputs = outputs.map((output) => ({ from: 'halves', output }));
      return cutPositions(
        traceDataPath({ ...vgg, layers: [start!, halves!, { ...sum!, inputs }], outputs: [{ from: 'sum' }] }),
      );
    };
    expect(positions(0, 0)).toEqual([0, 1, 2]);
    expect(positions(0, 1)).toEqual([0, 2]);
    expect(positions(1, 1)).toEqual([0, 2]);
  });

  it('agrees with trying: a layer is a cut when nothing reaches the output without its first output', () => {
    for (const given of everyNetwork) {
      const [data] = given.inputs;
      const reaches = (without: string): boolean => {
        const reached = new Set([data!.name]);
        const open = ({ from, output = 0 }: Source): boolean => reached.has(from) && (from !== without || output !== 0);
        for (const { name, inputs } of given.layers) if (inputs.some(open)) reached.add(name);
        return open(given.outputs[0]!);
      };
      expect(names(given)).toEqual(given.layers.map(({ name }) => name).filter((name) => !reaches(name)));
    }
  });

  it('works through 20,000 layers', () => {
    const blocks = Array.from({ length: 10_000 }, (_, i) => [
      [`relu${i}`, 'ReLU', i === 0 ? 'image' : `add${i - 1}`] as const,
      [`add${i}`, 'Add', [`relu${i}`, i === 0 ? 'image' : `add${i - 1}`]] as const,
    ]).flat();
    expect(listCuts(network('long', blocks))).toHaveLength(10_000);
  });

  it('refuses what has no one way through', () => {
    expect(() => listCuts({ ...vgg, outputs: [{ from: 'fc1' }, { from: 'predictions' }] })).toThrow(
      expect.objectContaining({
        code: 'several-outputs',
        message:
          'A network is cut on the way to its one output; "tiny-vgg" has 2: fc1, predictions. Keep one of them first.',
      }),
    );
    expect(() => listCuts({ ...vgg, inputs: [] })).toThrow(
      expect.objectContaining({
        code: 'no-inputs',
        message: 'Network "tiny-vgg" has no inputs, so no data flows through it.',
      }),
    );
    expect(() => listCuts({ ...encoder, outputs: [{ from: 'mask_gate' }] })).toThrow(
      expect.objectContaining({
        code: 'no-data-path',
        message: 'No layer of network "tiny-encoder" lies between its data input "tokens" and its output "mask_gate".',
      }),
    );
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { randomStream, type Network } from '@graftjs/core';
import { initializeWeights, loadWeights, runNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cutNetwork } from './cut-network.js';
import { deepFreeze } from './fixtures/deep-freeze.js';
import { encoder, everyNetwork, resnet, vgg } from './fixtures/tiny-networks.js';
import { listCuts } from './list-cuts.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('cutNetwork', () => {
  it.each(everyNetwork.map((bare) => [bare.name, bare] as const))(
    'cuts %s so that trunk then tail gives exactly what the whole gives, at every cut',
    (_, bare) => {
      const network = deepFreeze(initializeWeights(bare, 3));
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const inputs = drawInputs(network);
        const whole = run(network, inputs);
        for (const { layer, carries } of listCuts(network)) {
          const { trunk, tail } = cutNetwork(network, layer);
          expect(tail.inputs.map(({ name }) => name)).toEqual([layer, ...carries]);
          const halves = run(tail, new Map([...inputs, [layer, run(trunk, inputs)]]));
          expect(halves.dataSync()).toEqual(whole.dataSync());
        }
      });
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('gives each half what it needs and leaves the network as it is', () => {
    const network = initializeWeights(resnet, 3);
    const copy = structuredClone(network);
    const { trunk, tail } = cutNetwork(network, 'a_out');
    expect(network).toEqual(copy);
    expect(trunk.layers.map(({ name }) => name)).toEqual(['pad', 'stem_conv', 'a_conv', 'a_bn', 'a_add', 'a_out']);
    expect(trunk.outputs).toEqual([{ from: 'a_out' }]);
    expect([...trunk.weights.keys()].every((name) => /^(stem|a_)/.test(name))).toBe(true);
    expect(tail.inputs).toEqual([{ name: 'a_out', shape: [null, 8, 8, 3], dtype: 'float32' }]);
    expect([...trunk.weights.keys(), ...tail.weights.keys()].sort()).toEqual([...network.weights.keys()].sort());
    expect(tail.weights.get('b_conv/kernel')).toBe(network.weights.get('b_conv/kernel'));
  });

  it('gives halves that can be cut again, and a tail is a network of its own', () => {
    const { trunk, tail } = cutNetwork(deepFreeze(initializeWeights(resnet, 3)), 'a_out');
    expect(cutNetwork(deepFreeze(trunk), 'stem_conv').tail.outputs).toEqual([{ from: 'a_out' }]);
    const again = cutNetwork(deepFreeze(tail), 'b_out');
    expect(again.trunk.inputs[0]?.name).toBe('a_out');
    expect(again.tail.layers.map(({ name }) => name)).toEqual(['avg_pool', 'predictions']);
  });

  it('leaves an empty tail after the output layer', () => {
    const { trunk, tail } = cutNetwork(vgg, 'predictions');
    expect(trunk.layers).toHaveLength(vgg.layers.length);
    expect(tail.layers).toEqual([]);
    expect(tail.outputs).toEqual([{ from: 'predictions' }]);
  });

  it.each([
    [vgg, 'block3_pool', 'No layer "block3_pool" in tiny-vgg. It can be cut at '],
    [vgg, 'block3_pool', ' layers; nearest by their names are: block1_pool, block2_pool, '],
    [vgg, 'image', '"image" is an input of tiny-vgg; a cut is a layer. It can be cut at '],
    [
      resnet,
      'a_bn',
      '"a_bn" is a layer of tiny-resnet, but no cut: a path from stem_conv to a_add goes around it. Cut at one of: stem_conv, a_add.',
    ],
    [
      encoder,
      'mask_gate',
      '"mask_gate" is a layer of tiny-encoder, but no cut: it is not between the data input "tokens" and the output "scores". It can be cut at ',
    ],
  ])('refuses to cut %o at %s, and says why', (network, layer, message) => {
    expect(() => cutNetwork(network, layer)).toThrow(
      expect.objectContaining({ code: 'unknown-cut', message: expect.stringContaining(message) }),
    );
  });

  it('asks for a layer where none is named', () => {
    expect(() => cutNetwork(vgg, ...([] as unknown as [string]))).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: 'A cut is named by its layer; got nothing. Name one, as listCuts(network) has them.',
      }),
    );
  });
});

function drawInputs(network: Network): Map<string, tf.Tensor> {
  return new Map(
    network.inputs.map(({ name, shape, dtype }) => {
      const stream = randomStream(3, name);
      const full = shape.map((length) => length ?? 2);
      const values = Array.from({ length: full.reduce((a, b) => a * b, 1) }, () =>
        dtype === 'int32' ? stream.below(3) : stream.normal(),
      );
      return [name, tf.tensor(values, full, dtype)];
    }),
  );
}

function run(network: Network, available: ReadonlyMap<string, tf.Tensor>): tf.Tensor {
  const inputs = new Map(network.inputs.map(({ name }) => [name, available.get(name)!]));
  const weights = loadWeights(network);
  const [output] = runNetwork(network, weights, inputs);
  tf.dispose([...weights.values()]);
  return output!;
}

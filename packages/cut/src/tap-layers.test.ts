import { fingerprint } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { cutNetwork } from './cut-network.js';
import { deepFreeze } from './fixtures/deep-freeze.js';
import { drawInputs, runOnCpu } from './fixtures/run-on-cpu.js';
import { encoder, everyNetwork, inception, resnet } from './fixtures/tiny-networks.js';
import { tapLayers } from './tap-layers.js';

describe('tapLayers', () => {
  it.each(everyNetwork.map((bare) => [bare.name, bare] as const))(
    'gives at every layer of %s what the network computes there, all at once',
    async (_, bare) => {
      const network = deepFreeze(initializeWeights(bare, 3));
      const hash = fingerprint().tensors(network.weights).hex();
      const inputs = drawInputs(network);
      const [whole] = await runOnCpu(network, inputs);
      const names = network.layers.map(({ name }) => name);
      const all = await runOnCpu(tapLayers(network, names), inputs);
      expect(all.at(-1)).toEqual(whole);
      for (const [index, name] of names.entries()) {
        expect(await runOnCpu(tapLayers(network, [name]), inputs), name).toEqual([all[index]]);
      }
      expect(fingerprint().tensors(network.weights).hex()).toBe(hash);
    },
  );

  it('leaves out what is not needed, and shares weights', () => {
    const network = initializeWeights(inception, 3);
    const tapped = tapLayers(network, ['branch2_a', 'branch1', 'branch2_a']);
    expect(tapped.layers.map(({ name }) => name)).toEqual(['stem', 'branch1', 'branch2_a']);
    expect(tapped.outputs).toEqual([{ from: 'branch2_a' }, { from: 'branch1' }, { from: 'branch2_a' }]);
    expect(tapped.weights.size).toBe(6);
    expect(tapped.weights.get('stem/kernel')).toBe(network.weights.get('stem/kernel'));
    expect(tapLayers(encoder, ['layer1_dense']).inputs.map(({ name }) => name)).toEqual(['tokens', 'mask']);
  });

  it('leaves a network that can be tapped and cut again', () => {
    const tapped = tapLayers(resnet, ['b_add']);
    expect(tapLayers(tapped, ['a_bn']).layers.at(-1)?.name).toBe('a_bn');
    expect(cutNetwork(tapped, 'a_out').tail.layers.map(({ name }) => name)).toEqual([
      'b_short',
      'b_conv',
      'b_bn',
      'b_add',
    ]);
  });

  it('refuses what is no layer', () => {
    expect(() => tapLayers(resnet, ['a_out', 'image'])).toThrow(
      expect.objectContaining({
        code: 'unknown-layer',
        message: expect.stringMatching(/^No layer "image" in tiny-resnet\. Nearest: /),
      }),
    );
    expect(() => tapLayers(resnet, 'a_out' as unknown as string[])).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: `Layers are a list of names; got "a_out". For one layer: tapLayers(network, ['conv']).`,
      }),
    );
    expect(() => tapLayers(resnet, [])).toThrow(
      expect.objectContaining({
        code: 'no-layers',
        message: 'Name at least one layer of tiny-resnet whose features are wanted.',
      }),
    );
  });
});

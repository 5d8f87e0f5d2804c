import type { HostTensor, Network } from '@graftjs/core';
import { initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { refusal } from '../src/fixtures/refusal.js';
import { readKeras, writeKeras } from '../src/keras.js';
import { difference, expectedOf, run } from './networks.js';

describe('a network that is written and read again', () => {
  it.each(['plain', 'sequences', 'words', 'translate'])('is the same, every bit of it: %s', async (model) => {
    const { network } = await readKeras(readFixture(`keras/${model}.k3.keras`));
    const { network: again, kerasVersion } = await readKeras(await writeKeras(network));
    expect(kerasVersion).toBe('3.15.1');
    expect(again).toEqual(network);
  });

  it.each(['branches', 'deep'])('answers the same where models were within: %s', async (model) => {
    const { inputs } = expectedOf(model);
    const { network } = await readKeras(readFixture(`keras/${model}.k3.keras`));
    const { network: again } = await readKeras(await writeKeras(network));
    expect(
      again.layers.map(({ name }) => name.replaceAll('.', '/').replace(/^(.*)\/(\w+)@2$/, '$1@2/$2')).sort(),
    ).toEqual(network.layers.map(({ name }) => name).sort());
    expect([...again.weights.keys()].map((name) => name.replaceAll('.', '/')).sort()).toEqual(
      [...network.weights.keys()].sort(),
    );
    expect(difference(await run(again, inputs), await run(network, inputs))).toBe(0);
  });

  it('gives the same bytes every time', async () => {
    const { network } = await readKeras(readFixture('keras/branches.k3.keras'));
    expect(await writeKeras(network)).toEqual(await writeKeras(network));
  });

  it('keeps float16 as it is', async () => {
    const half: HostTensor = { dtype: 'float16', shape: [3], data: Uint16Array.of(0x3c00, 0x8001, 0x7bff) };
    const { network } = await readKeras(readFixture('keras/plain.k3.keras'));
    const halved = { ...network, weights: new Map([...network.weights, ['scores/bias', half] as const]) };
    expect((await readKeras(await writeKeras(halved))).network).toEqual(halved);
  });
});

describe('what cannot be written', () => {
  const dense = (name: string, from: string, kernel: string, bias: string) => ({
    name,
    type: 'Dense',
    inputs: [{ from }],
    options: { units: 4 },
    weights: { kernel, bias },
  });
  const network: Network = {
    name: 'tied',
    inputs: [{ name: 'rows', shape: [null, 4], dtype: 'float32' }],
    layers: [dense('one', 'rows', 'kernel', 'one/bias'), dense('two', 'one', 'kernel', 'two/bias')],
    outputs: [{ from: 'two' }],
    weights: new Map(),
  };

  it('is a network without values', async () => {
    expect(await refusal(() => writeKeras(network))).toBe(
      'missing-weight: tied has no values for 3 weights: kernel (4 x 4), one/bias (4), two/bias (4).',
    );
  });

  it('is an activation that Keras 3 does not have, also in a layer within', async () => {
    const layer = { class_name: 'Dense', config: { units: 4, activation: 'keras2_hard_sigmoid' } };
    const one = { ...dense('one', 'rows', 'kernel', 'one/bias'), type: 'TimeDistributed', options: { layer } };
    const steps = { ...network.inputs[0]!, shape: [null, 3, 4] };
    const timed = { ...network, inputs: [steps], layers: [one], outputs: [{ from: 'one' }] };
    expect(await refusal(() => writeKeras(initializeWeights(timed, 7)))).toBe(
      'cannot-write: Layer "one" has the activation "keras2_hard_sigmoid", which Keras 3 does not have. Write it in another format, or train the network with another activation.',
    );
  });

  it('is a pair of layers that share some weights and not all', async () => {
    expect(await refusal(() => writeKeras(initializeWeights(network, 7)))).toBe(
      'cannot-write: Layers "one" and "two" share the weight "kernel" but are not the same layer. Keras shares whole layers only; give one of them weights of its own.',
    );
  });
});

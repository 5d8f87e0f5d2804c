import type { Json, Network } from '@graftjs/core';
import { canonicalJson } from '@graftjs/core';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';
import { describe, expect, it } from 'vitest';
import { fuzzBytes, fuzzValue } from '../fixtures/fuzz.js';
import { readFixture } from '../fixtures/read-fixture.js';
import { refusal } from '../fixtures/refusal.js';
import { readKeras } from '../keras/read-keras.js';
import { version } from '../version.js';
import { NETWORK_KEY, readNetworkSafetensors, writeNetworkSafetensors } from './network-safetensors.js';

const names = ['plain', 'branches', 'deep', 'pictures', 'sequences', 'words', 'translate'];

it.each(names)('gives back %s as it was, values and all', async (name) => {
  const { network } = await readKeras(readFixture(`keras/${name}.k3.keras`));
  const file = writeNetworkSafetensors(network, new Map([['licence', 'MIT']]));
  const read = readNetworkSafetensors(file);
  expect(read).toEqual({ network, metadata: new Map([['licence', 'MIT']]) });
  expect(writeNetworkSafetensors(read.network, read.metadata)).toEqual(file);
});

it('keeps float16, and leaves out weights that no layer names', () => {
  const half = { dtype: 'float16', shape: [2, 1], data: Uint16Array.of(0x3c00, 0x4000) } as const;
  const network: Network = { ...small, weights: new Map([['k', half], ['other', half]]) }; // prettier-ignore
  expect(readNetworkSafetensors(writeNetworkSafetensors(network)).network.weights).toEqual(new Map([['k', half]]));
});

const small: Network = {
  name: 'small',
  inputs: [{ name: 'x', shape: [null, 2], dtype: 'float32' }],
  layers: [
    { name: 'dense', type: 'Dense', inputs: [{ from: 'x' }], options: { units: 1, use_bias: false }, weights: { kernel: 'k' } }, // prettier-ignore
  ],
  outputs: [{ from: 'dense' }],
  weights: new Map([['k', { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1, 2) }]]),
};

describe('refuses', () => {
  const { tensors, metadata } = readSafetensors(writeNetworkSafetensors(small));
  const text = metadata.get(NETWORK_KEY)!;
  const forged =
    (record: string, weights = tensors) =>
    () =>
      readNetworkSafetensors(writeSafetensors(weights, new Map([[NETWORK_KEY, record]])));
  const changed = (edit: (record: { format: number; network: Record<string, Json> }) => void) => {
    const value = JSON.parse(text) as { format: number; network: Record<string, Json> };
    edit(value);
    return forged(canonicalJson(value));
  };

  it('weights alone, and a bundle, which is more', async () => {
    expect(await refusal(() => readNetworkSafetensors(writeSafetensors(tensors)))).toBe(
      'no-architecture: This safetensors file holds weights alone, without the network that they belong to. Build the network, or name it, and give it this file as its weights.',
    );
    const bundle = writeSafetensors(tensors, new Map([['graft', '{}']]));
    expect(await refusal(() => readNetworkSafetensors(bundle))).toBe(
      'is-bundle: This safetensors file is a bundle, which has more to it than a network. Open it with loadBundle of @graftjs/bundle.',
    );
  });

  it('a description that is damaged, forged, or of a later Graft', async () => {
    const invalid = (reason: string): RegExp =>
      new RegExp(`^${'network-invalid'}: This network's description.*${reason}`);
    expect(await refusal(forged('{'))).toMatch(invalid('its JSON cannot be read'));
    expect(await refusal(forged('{"__proto__":{}}'))).toMatch(invalid('a member "__proto__"'));
    expect(await refusal(forged(text.replace('{', '{ ')))).toMatch(invalid('not written in canonical order'));
    expect(await refusal(changed(({ network }) => (network['extra'] = 1)))).toMatch(invalid('network.extra'));
    expect(await refusal(changed(({ network }) => (network['outputs'] = [{ from: 'nowhere' }])))).toMatch(
      invalid('An output of small is "nowhere"'),
    );
    expect(await refusal(changed((record) => (record.format = 2)))).toBe(
      `network-too-new: This network has format 2, written by Graft ${version}; this is Graft ${version}, which reads format 1. Update Graft to use it.`,
    );
  });

  it('all weights at once that do not fit, and NaN', async () => {
    const one = { dtype: 'float32', shape: [1], data: Float32Array.of(1) } as const;
    expect(
      await refusal(
        forged(
          text,
          new Map([
            ['k', one],
            ['z', one],
          ]),
        ),
      ),
    ).toBe(
      // prettier-ignore
      'weights-mismatch: The weights do not fit the network: "k" is 1 instead of 2 x 1; "z" (1) belongs to no layer.',
    );
    expect(await refusal(forged(text, new Map()))).toBe(
      'weights-mismatch: The weights do not fit the network: "k" (2 x 1) is missing.',
    );
    const nan = { dtype: 'float32', shape: [2, 1], data: Float32Array.of(1, NaN) } as const;
    expect(await refusal(forged(text, new Map([['k', nan]])))).toMatch(
      /^bad-weight-values: The weight "k" holds NaN or infinity, first at element 1\./,
    );
  });

  it('to write a network without values', async () => {
    expect(await refusal(() => writeNetworkSafetensors({ ...small, weights: new Map() }))).toBe(
      'missing-weight: small has no values for 1 weights: k (2 x 1).',
    );
  });
});

describe('whatever happens to a file, it is read or refused', () => {
  it('in its bytes', () => fuzzBytes(writeNetworkSafetensors(small), 300, 7, readNetworkSafetensors));

  it('in what it says of the network', async () => {
    const { network } = await readKeras(readFixture('keras/words.k3.keras'));
    const { tensors, metadata } = readSafetensors(writeNetworkSafetensors(network));
    await fuzzValue(JSON.parse(metadata.get(NETWORK_KEY)!) as Json, 300, 7, (changed) =>
      readNetworkSafetensors(writeSafetensors(tensors, new Map([[NETWORK_KEY, canonicalJson(changed)]]))),
    );
  });
});

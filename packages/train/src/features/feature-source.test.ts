import type { Network } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { toyBackbone, toyPreprocess } from '../../test/toy.js';
import { composeTrunk } from '../recipe/compose-trunk.js';
import { networkSource, trunkSource } from './feature-source.js';

const { network } = toyBackbone();

describe('networkSource', () => {
  it('is named by topology, weights and boundaries, and not by the network’s name', () => {
    const name = (changes: Partial<Network>, boundaries: readonly string[] = []) =>
      networkSource({ ...network, ...changes }, toyPreprocess, boundaries).fingerprint();
    expect(name({ name: 'another' })).toBe(name({}));
    const others = [name({}, ['relu1']), name({ outputs: [{ from: 'pool' }] }), name({ weights: new Map() })];
    expect(new Set([name({}), ...others]).size).toBe(4);
  });

  it('refuses rows of no fixed length', () => {
    const free = { ...network, inputs: network.inputs.map((input) => ({ ...input, shape: [null, null, null, 3] })) };
    expect(() => networkSource({ ...free, outputs: [{ from: 'relu2' }] }, toyPreprocess)).toThrow(
      expect.objectContaining({
        code: 'bad-feature-shape',
        message: 'The features of toy-net have no fixed length. Give it a fixed input size, or pool.',
      }),
    );
    expect(networkSource({ ...free, outputs: [{ from: 'pool' }] }, toyPreprocess).width).toBe(10);
  });
});

it('a trunk gives rows of pooled features', () => {
  expect(trunkSource(composeTrunk(toyBackbone())).width).toBe(10);
});

it('a closed backbone gives its features, and its session stays its own', async () => {
  const { network: _, ...facts } = toyBackbone();
  const features = { shape: [2], run: async () => [], dispose: () => undefined };
  const source = trunkSource(composeTrunk({ ...facts, features }));
  expect([source.width, source.preprocess.kind]).toEqual([2, facts.id]);
  expect(source.preprocess.spec).toEqual({ fingerprint: facts.fingerprint });
});

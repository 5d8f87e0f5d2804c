import { expect, it } from 'vitest';
import { canonicalJson, fingerprint } from './fingerprint.js';
import type { HostTensor } from './tensor.js';

const tensor = (...values: number[]): HostTensor => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

it('does not depend on the order of keys or of tensors', () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
  const one = fingerprint().tensors(new Map([['a', tensor(1)], ['b', tensor(2)]])).hex(); // prettier-ignore
  const two = fingerprint().tensors(new Map([['b', tensor(2)], ['a', tensor(1)]])).hex(); // prettier-ignore
  expect(one).toBe(two);
});

it('changes with every value, name, and boundary', () => {
  const seen = new Set([
    fingerprint().hex(),
    fingerprint().bytes(Uint8Array.of(1, 2)).hex(),
    fingerprint().bytes(Uint8Array.of(1)).bytes(Uint8Array.of(2)).hex(),
    fingerprint().tensors(new Map([['a', tensor(1)]])).hex(), // prettier-ignore
    fingerprint().tensors(new Map([['a', tensor(1.0000001)]])).hex(), // prettier-ignore
    fingerprint().tensors(new Map([['b', tensor(1)]])).hex(), // prettier-ignore
  ]);
  expect(seen.size).toBe(6);
});

it('is the SHA-256 of what was added, each part framed by its length', () => {
  // printf 3:abc | sha256sum
  const expected = 'aab5f9ae99b2e38fb462025c8f72f570c9c811705d2a4277dc855d7fa293fe97';
  expect(fingerprint().bytes(new TextEncoder().encode('abc')).hex()).toBe(expected);
});

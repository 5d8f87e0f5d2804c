import type { HostTensor } from '@graftjs/core';
import { describe, expect, test } from 'vitest';
import { joinParts, partRule, splitBatch } from './batch-parts.js';

const x: HostTensor = { dtype: 'float32', shape: [5, 2], data: Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31, 40, 41) };
const mask: HostTensor = { dtype: 'int32', shape: [5, 1], data: Int32Array.of(1, 2, 3, 4, 5) };
const inputs = new Map<string, HostTensor>([
  ['x', x],
  ['mask', mask],
]);

describe('splitBatch', () => {
  test('splits all inputs alike, and copies nothing', () => {
    const parts = splitBatch(inputs, { size: 2, pad: false });
    expect(parts.map(({ count }) => count)).toEqual([2, 2, 1]);
    expect(parts[1]!.inputs.get('x')).toEqual({
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.of(20, 21, 30, 31),
    });
    expect(parts[2]!.inputs.get('mask')).toEqual({ dtype: 'int32', shape: [1, 1], data: Int32Array.of(5) });
    expect(parts[1]!.inputs.get('x')!.data.buffer).toBe(x.data.buffer);
  });

  test('pads the last part with zeros to the shape of the others', () => {
    const parts = splitBatch(inputs, { size: 3, pad: true });
    expect(parts.map(({ count }) => count)).toEqual([3, 2]);
    expect(parts[1]!.inputs.get('x')).toEqual({
      dtype: 'float32',
      shape: [3, 2],
      data: Float32Array.of(30, 31, 40, 41, 0, 0),
    });
    expect(parts[1]!.inputs.get('mask')).toEqual({ dtype: 'int32', shape: [3, 1], data: Int32Array.of(4, 5, 0) });
  });

  test('leaves a batch whole where the backend has no rule', () => {
    expect(splitBatch(inputs, partRule('cpu'))).toEqual([{ inputs, count: 5 }]);
  });
});

describe('joinParts', () => {
  test.each([
    { size: 1, pad: false },
    { size: 2, pad: false },
    { size: 3, pad: true },
    { size: 8, pad: true },
  ])('undoes splitting by %o', (rule) => {
    const parts = splitBatch(inputs, rule).map(({ inputs: part, count }) => ({ outputs: [...part.values()], count }));
    expect(joinParts(parts)).toEqual([x, mask]);
  });
});

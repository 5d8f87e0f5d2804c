import type { HostTensor } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { buildNetwork } from './build-network.js';
import { fillWeights } from './fill-weights.js';

const net = buildNetwork('tiny', [{ name: 'x', shape: [null, 3], dtype: 'float32' }]);
const bare = net.finish(net.add('Dense', 'second', net.add('Dense', 'first', 'x', { units: 4 }), { units: 2 }));

const zeros = (...shape: number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});
const fitting = [
  ['first/kernel', zeros(3, 4)],
  ['first/bias', zeros(4)],
  ['second/kernel', zeros(4, 2)],
  ['second/bias', zeros(2)],
] as const;

describe('fillWeights', () => {
  it('shares the tensors and leaves the bare network bare', () => {
    const tensors = new Map(fitting);
    const network = fillWeights(bare, tensors);
    expect([...network.weights]).toEqual([...tensors]);
    expect(network.weights.get('first/kernel')).toBe(tensors.get('first/kernel'));
    expect(bare.weights.size).toBe(0);
  });

  it('leaves spare tensors out', () => {
    const network = fillWeights(bare, new Map([...fitting, ['top/bias', zeros(1)]]), { spare: ['top/bias'] });
    expect([...network.weights.keys()]).toEqual(fitting.map(([name]) => name));
  });

  it('takes no NaN and no infinity', () => {
    const holed: HostTensor = { dtype: 'float32', shape: [4], data: Float32Array.of(0, 0, NaN, 0) };
    expect(() => fillWeights(bare, new Map([...fitting, ['first/bias', holed]]))).toThrow(
      'The weight "first/bias" holds NaN or infinity, first at element 2.',
    );
  });

  it('lists everything that does not fit at once', () => {
    const tensors = new Map<string, HostTensor>([
      ['first/kernel', zeros(4, 3)],
      ['first/bias', zeros(4)],
      ['third/bias', zeros(7)],
    ]);
    expect(() => fillWeights(bare, tensors)).toThrow(
      expect.objectContaining({
        code: 'weights-mismatch',
        message:
          'These weights do not fit tiny. 2 missing: second/kernel (4 x 2), second/bias (2). ' +
          '1 not part of it: third/bias (7). 1 misshapen: first/kernel (4 x 3 instead of 3 x 4). ' +
          'Open them with the architecture and options that they were trained with.',
      }),
    );
  });
});

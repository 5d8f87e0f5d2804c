import { describe, expect, it } from 'vitest';
import { freePrefix } from './free-prefix.js';

function networkOf(layers: readonly string[], weights: readonly string[] = []) {
  const value = { dtype: 'float32', shape: [1], data: new Float32Array(1) } as const;
  return {
    name: 'net',
    inputs: [{ name: 'input', shape: [null, 1], dtype: 'float32' as const }],
    layers: layers.map((name) => ({ name, type: 'ReLU', inputs: [{ from: 'input' }], options: {}, weights: {} })),
    outputs: [],
    weights: new Map(weights.map((name) => [name, value])),
  };
}

describe('freePrefix', () => {
  it('is what was wanted where nothing begins with it', () => {
    expect(freePrefix(networkOf(['head', 'header/relu', 'block/head/relu']), 'head')).toBe('head');
  });

  it('gets a number where a layer or a weight begins with it', () => {
    expect(freePrefix(networkOf(['head/relu']), 'head')).toBe('head-2');
    expect(freePrefix(networkOf(['relu'], ['head/kernel']), 'head')).toBe('head-2');
    expect(freePrefix(networkOf(['head/relu', 'head-2/relu']), 'head')).toBe('head-3');
  });
});

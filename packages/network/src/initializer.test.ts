import { randomStream } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { drawWeight, initializer } from './initializer.js';

const option = initializer('glorot_uniform');
const draw = (value: Parameters<typeof option.read>[0], shape: readonly number[]) => [
  ...drawWeight(option.read(value)!, shape, randomStream(1, 'test')).data,
];

describe('drawWeight', () => {
  it('fills with a constant', () => {
    expect(draw('zeros', [2, 2])).toEqual([0, 0, 0, 0]);
    expect(draw('ones', [3])).toEqual([1, 1, 1]);
  });

  const efficientNet = { scale: 2, mode: 'fan_out', distribution: 'truncated_normal' };
  it.each([
    ['glorot_uniform', [3, 3, 40, 60], 2 / (9 * 100)],
    ['glorot_normal', [3, 3, 40, 60], 2 / (9 * 100)],
    ['he_uniform', [3, 3, 40, 60], 2 / (9 * 40)],
    ['he_normal', [200, 100], 2 / 200],
    [{ class_name: 'VarianceScaling', config: efficientNet }, [3, 3, 40, 60], 2 / (9 * 60)],
    [
      { class_name: 'VarianceScaling', config: { ...efficientNet, distribution: 'untruncated_normal' } },
      [200, 100],
      2 / 100,
    ],
  ])('draws %j with the variance that Keras gives it', (value, shape, variance) => {
    const drawn = draw(value, shape);
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const measured = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean)).toBeLessThan(0.03 * Math.sqrt(variance));
    expect(measured / variance).toBeGreaterThan(0.96);
    expect(measured / variance).toBeLessThan(1.04);
  });

  it('keeps uniform and truncated numbers within their bounds', () => {
    expect(Math.max(...draw('glorot_uniform', [200, 100]).map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(6 / 300));
    const bound = (2 * Math.sqrt(2 / 200)) / 0.8796256610342398;
    expect(Math.max(...draw('he_normal', [200, 100]).map(Math.abs))).toBeLessThanOrEqual(bound * (1 + 1e-6));
  });
});

describe('orthogonal', () => {
  it.each([
    [[40, 160], 40],
    [[160, 40], 40],
    [[3, 3, 10, 50], 50],
  ] as const)('of shape %j has vectors of length 1 at right angles', (shape, count) => {
    const values = draw('orthogonal', shape);
    const columns = shape.at(-1)!;
    const rows = values.length / columns;
    const vectors = Array.from({ length: count }, (_, vector) =>
      rows <= columns
        ? values.slice(vector * columns, (vector + 1) * columns)
        : Array.from({ length: rows }, (_, row) => values[row * columns + vector]!),
    );
    for (const [at, vector] of vectors.entries()) {
      for (const [other, second] of vectors.entries()) {
        const product = vector.reduce((sum, value, i) => sum + value * second[i]!, 0);
        expect(product).toBeCloseTo(at === other ? 1 : 0, 5);
      }
    }
  });
});

it.each([
  ['uniform', 0.05 / Math.sqrt(3)],
  ['random_uniform', 0.05 / Math.sqrt(3)],
  ['random_normal', 0.05],
  ['lecun_uniform', 0.1],
  ['lecun_normal', 0.1],
] as const)('%s has the deviation that Keras gives it', (value, deviation) => {
  const drawn = draw(value, [100, 200]);
  const measured = Math.sqrt(drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length);
  expect(measured / deviation).toBeCloseTo(1, 1);
});

it.each([
  'identity',
  'toString',
  { class_name: 'Orthogonal', config: {} },
  { class_name: 'VarianceScaling', config: { scale: 0, mode: 'fan_in', distribution: 'uniform' } },
  { class_name: 'VarianceScaling', config: { scale: 1, mode: 'fan', distribution: 'uniform' } },
  { class_name: 'VarianceScaling', config: { scale: 1, mode: 'fan_in', distribution: 'normal' } },
  { class_name: 'VarianceScaling', config: { scale: 1, mode: 'fan_in', distribution: 'uniform', seed: 3 } },
  null,
])('refuses the initializer %j', (value) => {
  expect(option.read(value)).toBeUndefined();
});

import { randomStream } from '@graftjs/core';
import { describe, expect, it } from 'vitest';
import { assignSplit } from './assign-split.js';

const fractions = { validation: 0.2, test: 0.1 };
const groups = Array.from({ length: 5000 }, (_, i) => `person${i}`);

describe('assignSplit', () => {
  it('gives each split its share', () => {
    const drawn = groups.map((group) => assignSplit(group, 7, fractions));
    const share = (split: string) => drawn.filter((one) => one === split).length / groups.length;
    expect(Math.abs(share('test') - 0.1)).toBeLessThan(0.015);
    expect(Math.abs(share('validation') - 0.2)).toBeLessThan(0.02);
  });

  it('depends on seed and group alone', () => {
    const inOrder = groups.map((group) => [group, assignSplit(group, 7, fractions)]);
    const shuffled = randomStream(3).shuffled(groups).map((group) => [group, assignSplit(group, 7, fractions)]); // prettier-ignore
    expect(new Map(shuffled as [string, string][])).toEqual(new Map(inOrder as [string, string][]));
    const moved = groups.filter((group) => assignSplit(group, 7, fractions) !== assignSplit(group, 8, fractions));
    expect(moved.length).toBeGreaterThan(1000);
  });

  it('never changes: data sets of earlier versions keep their splits', () => {
    expect(groups.slice(0, 12).map((group) => assignSplit(group, 1, fractions))).toMatchInlineSnapshot(`
      [
        "train",
        "train",
        "validation",
        "validation",
        "train",
        "validation",
        "train",
        "validation",
        "train",
        "test",
        "train",
        "validation",
      ]
    `);
  });

  it('takes no group out of test when test grows', () => {
    for (const group of groups.slice(0, 500)) {
      if (assignSplit(group, 7, fractions) !== 'test') continue;
      expect(assignSplit(group, 7, { validation: 0.2, test: 0.3 })).toBe('test');
    }
  });

  it('can give everything to one split', () => {
    expect(new Set(groups.map((group) => assignSplit(group, 7, { validation: 0, test: 1 })))).toEqual(
      new Set(['test']),
    );
    expect(new Set(groups.map((group) => assignSplit(group, 7, { validation: 0, test: 0 })))).toEqual(
      new Set(['train']),
    );
  });

  it.each([
    [{ validation: -0.1, test: 0 }, 'The share for validation is a number from 0 to 1, such as 0.2; got -0.1.'],
    [{ validation: 0, test: NaN }, 'The share for test is a number from 0 to 1, such as 0.2; got NaN.'],
    [
      { validation: 0.6, test: 0.5 },
      'The shares for validation (0.6) and test (0.5) leave nothing: together they are at most 1.',
    ],
  ])('refuses %j', (bad, message) => {
    expect(() => assignSplit('a', 1, bad)).toThrow(expect.objectContaining({ code: 'bad-split-fractions', message }));
  });
});

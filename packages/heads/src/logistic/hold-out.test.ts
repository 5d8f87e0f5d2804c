import { expect, it } from 'vitest';
import { holdOut } from './hold-out.js';

const labels = [...Array(40).fill(0), ...Array(10).fill(1), 2, 2, 3];

it('holds out a fifth of every label, one of two, and none of one', () => {
  const { kept, held } = holdOut(labels, 7);
  const counts = [0, 1, 2, 3].map((label) => held.filter((at) => labels[at] === label).length);
  expect(counts).toEqual([8, 2, 1, 0]);
  expect([...kept, ...held].sort((a, b) => a - b)).toEqual(labels.map((_, at) => at));
});

it('never divides a group, and leaves at least half of every label', () => {
  const many = Array.from({ length: 60 }, (_, at) => at % 3);
  // Patients of five pictures with one label or several; one has most of the label 2.
  const patients = many.map((label, at) => (label === 2 && at > 20 ? 'the one' : `patient ${Math.floor(at / 5)}`));
  for (let seed = 0; seed < 20; seed++) {
    const { kept, held } = holdOut(many, seed, patients);
    const sides = [kept, held].map((side) => new Set(side.map((at) => patients[at])));
    expect([...sides[0]!].filter((patient) => sides[1]!.has(patient))).toEqual([]);
    for (const label of [0, 1, 2]) {
      const share = held.filter((at) => many[at] === label).length / 20;
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(0.5);
    }
  }
  expect(() => holdOut([0, 0, 1, 1], 7, ['a', 'a', 'b', 'b'])).toThrow('one group a label');
});

it('is decided by the seed', () => {
  expect(holdOut(labels, 7)).toEqual(holdOut(labels, 7));
  expect(holdOut(labels, 7).held).not.toEqual(holdOut(labels, 8).held);
});

it('says what to do where nothing can be held out', () => {
  const act = () => holdOut([0, 1], 7);
  expect(act).toThrow(expect.objectContaining({ code: 'too-few-examples' }));
  expect(act).toThrow('a fixed penalty: linear({ l2: 0.01 })');
});

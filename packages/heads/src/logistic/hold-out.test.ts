import { expect, it } from 'vitest';
import { holdOut } from './hold-out.js';

const labels = [...Array(40).fill(0), ...Array(10).fill(1), 2, 2, 3];

it('holds out a fifth of every label, one of two, and none of one', () => {
  const { kept, held } = holdOut(labels, 7);
  const counts = [0, 1, 2, 3].map((label) => held.filter((at) => labels[at] === label).length);
  expect(counts).toEqual([8, 2, 1, 0]);
  expect([...kept, ...held].sort((a, b) => a - b)).toEqual(labels.map((_, at) => at));
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

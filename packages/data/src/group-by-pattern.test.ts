import { expect, it } from 'vitest';
import { groupByPattern } from './group-by-pattern.js';

it('gives the first capture, wherever it is in the id', () => {
  const groupOf = groupByPattern('(person\\d+_(?:virus|bacteria)|(?:NORMAL2-)?IM-\\d+)');
  expect(groupOf('train/PNEUMONIA/person1000_virus_1681.jpeg')).toBe('person1000_virus');
  expect(groupOf('train/NORMAL/NORMAL2-IM-0115-0001.jpeg')).toBe('NORMAL2-IM-0115');
  expect(groupOf('train/NORMAL/other.jpeg')).toBeUndefined();
});

it('gives the capture of the alternative that is met', () => {
  const groupOf = groupByPattern('(burst-\\d+)/|(person\\d+)');
  expect(groupOf('cat/burst-7/person1.jpg')).toBe('burst-7');
  expect(groupOf('cat/person1_2.jpg')).toBe('person1');
});

it('takes an empty or absent capture for no group', () => {
  expect(groupByPattern('cat/(\\d*)')('cat/x.jpg')).toBeUndefined();
  expect(groupByPattern('cat/(\\d+)?')('cat/x.jpg')).toBeUndefined();
});

it.each([
  ['person\\d+', 'The group pattern person\\d+ captures nothing. Put what names a group in parentheses: (person\\d+).'],
  ['(?:a|b)', 'The group pattern (?:a|b) captures nothing. Put what names a group in parentheses: ((?:a|b)).'],
  ['(a', 'The group pattern is no regular expression: Invalid regular expression: /(a/: Unterminated group.'],
])('refuses %s', (pattern, message) => {
  expect(() => groupByPattern(pattern)).toThrow(expect.objectContaining({ code: 'bad-group-pattern', message }));
});

import { expect, it } from 'vitest';
import { blocks, number, numberOrNumbers, wholeNumberOrNone, wholeNumbers } from './option-values.js';

it('reads values', () => {
  expect([number('1e-4'), number('-2'), wholeNumberOrNone('3'), wholeNumberOrNone('none')]).toEqual([
    1e-4,
    -2,
    3,
    'none',
  ]);
  expect([wholeNumbers('32'), wholeNumbers('64,16')]).toEqual([[32], [64, 16]]);
  expect([numberOrNumbers('0.1'), numberOrNumbers('1,0.1')]).toEqual([0.1, [1, 0.1]]);
  expect(['2', 'first', '0,3', '0,stem_activation'].map(blocks)).toEqual([2, 'first', [0, 3], [0, 'stem_activation']]);
});

it.each([
  [number, '', 'It takes a number.'],
  [number, 'NaN', 'It takes a number.'],
  [number, 'Infinity', 'It takes a number.'],
  [wholeNumberOrNone, '1.5', 'It takes a whole number, or none.'],
  [wholeNumbers, '32,', 'It takes whole numbers between commas, such as 32,16.'],
  [numberOrNumbers, '0.1,x', 'It takes a number.'],
])('%o refuses "%s"', (read, text, message) => {
  expect(() => read(text)).toThrow(message);
});

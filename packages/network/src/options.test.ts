import { expect, it } from 'vitest';
import { refusal } from './fixtures/refusal.js';
import { defaultTo, defineOptions, flag, margins, nullable, number, oneOf, pair, whole, wholes } from './options.js';

const parse = defineOptions('Conv2D', {
  filters: whole(1),
  strides: defaultTo(pair, [1, 1]),
  padding: defaultTo(oneOf(['valid', 'same']), 'valid'),
  limit: defaultTo(nullable(number({ min: 0, max: 1 })), null),
  use_bias: defaultTo(flag, true),
  border: defaultTo(margins, [
    [0, 0],
    [0, 0],
  ]),
  target: defaultTo(wholes(-1), []),
});

it('completes defaults', () => {
  expect(parse({ filters: 8 })).toEqual({
    filters: 8,
    strides: [1, 1],
    padding: 'valid',
    limit: null,
    use_bias: true,
    border: [
      [0, 0],
      [0, 0],
    ],
    target: [],
  });
});

it('reads every form that Keras writes', () => {
  const read = parse({
    filters: 1,
    strides: 2,
    padding: 'same',
    limit: 0.5,
    use_bias: false,
    border: 3,
    target: [-1, 4],
  });
  expect(read).toMatchObject({ strides: [2, 2], padding: 'same', limit: 0.5, use_bias: false, target: [-1, 4] });
  expect(read.border).toEqual([
    [3, 3],
    [3, 3],
  ]);
  expect(parse({ filters: 1, border: [1, 2] }).border).toEqual([
    [1, 1],
    [2, 2],
  ]);
  expect(
    parse({
      filters: 1,
      border: [
        [0, 1],
        [2, 3],
      ],
    }).border,
  ).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

it('refuses an unknown option with the nearest names', () => {
  expect(refusal(() => parse({ filters: 8, stride: 2 }))).toMatch(
    /^unknown-option: Conv2D has no option "stride"\. It takes: strides, /,
  );
  expect(refusal(() => defineOptions('Add', {})({ axis: 1 }))).toBe(
    'unknown-option: Add has no option "axis". It has no options.',
  );
});

it('refuses a missing option', () => {
  expect(refusal(() => parse({}))).toBe('missing-option: Conv2D needs the option "filters": a whole number from 1.');
});

it.each([
  ['filters', 0, 'a whole number from 1'],
  ['filters', 1.5, 'a whole number from 1'],
  ['filters', '8', 'a whole number from 1'],
  ['strides', [1, 2, 3], 'a whole number from 1, or two of them [height, width]'],
  ['strides', [1, 0], 'a whole number from 1, or two of them [height, width]'],
  ['padding', 'full', '"valid", "same"'],
  ['limit', 2, 'a number from 0 to 1, or null'],
  ['use_bias', 1, 'true or false'],
  ['border', [[1, 2]], 'a whole number from 0, [rows, columns], or [[above, below], [left, right]]'],
  ['border', [1, [2, 3]], 'a whole number from 0, [rows, columns], or [[above, below], [left, right]]'],
  ['target', [2, -2], 'a list of whole numbers from -1'],
])('refuses %s %j', (name, value, allowed) => {
  expect(refusal(() => parse({ filters: 1, [name]: value }))).toBe(
    `bad-option: Conv2D option "${name}" is ${JSON.stringify(value)}; allowed: ${allowed}.`,
  );
});

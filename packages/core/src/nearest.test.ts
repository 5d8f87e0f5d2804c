import { expect, it } from 'vitest';
import { listNearest } from './nearest.js';

it('names what was most likely meant', () => {
  expect(listNearest('block3_add', ['block3b_add', 'top_conv', 'block3a_add'], 2)).toEqual([
    'block3b_add',
    'block3a_add',
  ]);
  expect(listNearest('NORMAL', ['normal', 'viral'], 1)).toEqual(['normal']);
  expect(listNearest('x', [])).toEqual([]);
});

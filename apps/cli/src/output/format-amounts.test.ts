import { expect, it } from 'vitest';
import { formatAbout, formatBytes, formatCount, formatSeconds } from './format-amounts.js';

it.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [125, '2 min 5 s'],
  [3600, '1 h 0 min'],
  [4810, '1 h 20 min'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

it.each([
  [0.4, 'less than a second'],
  [3.4, 'about 3 s'],
  [18, 'about 20 s'],
  [58, 'about 1 min'],
  [3569, 'about 59 min'],
  [3580, 'about 1 h 0 min'],
])('%d seconds, roughly, are %s', (seconds, text) => {
  expect(formatAbout(seconds)).toBe(text);
});

it('counts bytes and things', () => {
  expect([800, 143_360, 3_010_560, 2.5e9].map(formatBytes)).toEqual(['0.8 kB', '143 kB', '3.0 MB', '2.5 GB']);
  expect([formatCount(1, 'picture'), formatCount(2, 'picture')]).toEqual(['1 picture', '2 pictures']);
});

import { expect, it } from 'vitest';
import { readInterval, readSeconds } from './durations.js';

it.each([
  [90, 90],
  ['90', 90],
  ['30s', 30],
  ['10m', 600],
  ['1.5h', 5400],
])('reads the time %j', (time, seconds) => {
  expect(readSeconds(time)).toBe(seconds);
});

it.each([0, -1, NaN, Infinity, '', '0s', 'm', '10 m', '10min', '-5m', '1e3'])('refuses the time %j', (time) => {
  expect(readSeconds(time)).toBe(undefined);
});

it.each([
  [50, { steps: 50 }],
  ['50', { steps: 50 }],
  ['30s', { seconds: 30 }],
  ['2m', { seconds: 120 }],
])('reads the interval %j', (text, interval) => {
  expect(readInterval(text)).toEqual(interval);
});

it.each([0, 1.5, -3, '', '0', '1.5', '0s', 'often'])('refuses the interval %j', (text) => {
  expect(readInterval(text)).toBe(undefined);
});

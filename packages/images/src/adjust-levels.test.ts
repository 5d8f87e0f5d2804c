import { expect, it } from 'vitest';
import { adjustLevels } from './adjust-levels.js';

const picture = { width: 2, height: 1, rgb: Uint8ClampedArray.of(0, 60, 120, 180, 240, 0) };

it('gives back the picture itself where nothing changes', () => {
  expect(adjustLevels(picture, { brightness: 0, contrast: 1 })).toBe(picture);
});

it('adds a fraction of 255 to every level, up to white', () => {
  expect([...adjustLevels(picture, { brightness: 0.1, contrast: 1 }).rgb]).toEqual([26, 86, 146, 206, 255, 26]);
});

it('spreads levels about the mean of the picture', () => {
  expect([...adjustLevels(picture, { brightness: 0, contrast: 0.5 }).rgb]).toEqual([50, 80, 110, 140, 170, 50]);
  expect([...adjustLevels(picture, { brightness: 0, contrast: 2 }).rgb]).toEqual([0, 20, 140, 255, 255, 0]);
});

it('leaves the picture as it was', () => {
  adjustLevels(picture, { brightness: 0.5, contrast: 2 });
  expect([...picture.rgb]).toEqual([0, 60, 120, 180, 240, 0]);
});

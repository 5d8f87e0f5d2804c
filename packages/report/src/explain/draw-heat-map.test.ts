import { GraftError, type RgbImage } from '@graftjs/core';
import { expect, it } from 'vitest';
import { drawHeatMap } from './draw-heat-map.js';
import type { HeatMap } from './grad-cam.js';

const grey: RgbImage = { width: 40, height: 20, rgb: new Uint8ClampedArray(40 * 20 * 3).fill(100) };
const map = (values: readonly number[]): HeatMap => ({
  label: 'a',
  layer: 'last',
  width: 2,
  height: 1,
  values: Float32Array.from(values),
});
const pixel = ({ width, rgb }: RgbImage, x: number, y: number): number[] => [
  ...rgb.slice((y * width + x) * 3).slice(0, 3),
];

it('leaves the picture as it is where nothing speaks for the label', () => {
  expect(drawHeatMap(grey, map([0, 0]))).toEqual(grey);
  expect(drawHeatMap(grey, map([1, 1]), { opacity: 0 })).toEqual(grey);
});

it('stretches the map over the picture, the strongest place in yellow', () => {
  const drawn = drawHeatMap(grey, map([0, 1]));
  expect([drawn.width, drawn.height]).toEqual([40, 20]);
  expect(pixel(drawn, 0, 10)).toEqual([100, 100, 100]);
  expect(pixel(drawn, 39, 10)).toEqual([193, 181, 76]);
  const [red, green] = pixel(drawn, 20, 10);
  expect(red).toBeGreaterThan(100);
  expect(green).toBeLessThan(100);
  expect(pixel(drawHeatMap(grey, map([0, 1]), { opacity: 1 }), 39, 0)).toEqual([255, 235, 60]);
});

it('does not touch the picture it is given', () => {
  const before = grey.rgb.slice();
  drawHeatMap(grey, map([1, 1]));
  expect(grey.rgb).toEqual(before);
});

it.each([-0.1, 1.5, NaN])('refuses an opacity of %d', (opacity) => {
  const message = `The opacity of a heat map is from 0 to 1; got ${opacity}.`;
  expect(() => drawHeatMap(grey, map([0, 1]), { opacity })).toThrow(new GraftError('bad-option', message));
});

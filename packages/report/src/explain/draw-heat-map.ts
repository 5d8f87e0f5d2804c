import type { RgbImage } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { resizeImage } from '@graftjs/images/resize-image';
import { scaleLinear } from 'd3-scale';
import type { HeatMap } from './grad-cam.js';

export interface HeatMapStyle {
  /** How much the colour covers the picture where the map is 1; from 0 to 1. Default 0.6. */
  readonly opacity?: number;
}

/** Dark blue, through red, to yellow: brightness alone tells the order too. Every colour is red, green and blue, 0 to 255. */
const colours = scaleLinear<number[]>()
  .domain([0, 0.5, 1])
  .range([
    [40, 30, 120],
    [220, 40, 60],
    [255, 235, 60],
  ]);

/**
 * Lays a heat map over the picture that it was made of, as the network saw it. Where the map is 0 the picture stays as it is.
 *
 * @param image of any size; the map is stretched over all of it
 * @throws GraftError 'bad-option'
 */
export function drawHeatMap(image: RgbImage, map: HeatMap, { opacity = 0.6 }: HeatMapStyle = {}): RgbImage {
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new GraftError('bad-option', `The opacity of a heat map is from 0 to 1; got ${String(opacity)}.`);
  }
  const { width, height } = image;
  const { rgb: levels } = resizeImage(toGrey(map), { width, height });
  // The scale gives the same array every time, with other numbers in it.
  const palette = Array.from({ length: 256 }, (_, level) => [...colours(level / 255)]);
  const rgb = image.rgb.map((value, at) => {
    const level = levels[at] ?? 0;
    const cover = (opacity * level) / 255;
    return value * (1 - cover) + (palette[level]?.[at % 3] ?? 0) * cover;
  });
  return { width, height, rgb };
}

function toGrey({ width, height, values }: HeatMap): RgbImage {
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (const [at, value] of values.entries()) rgb.fill(Math.round(value * 255), at * 3, at * 3 + 3);
  return { width, height, rgb };
}

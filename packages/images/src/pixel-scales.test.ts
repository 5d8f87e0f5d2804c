import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/keras-preprocess.json';
import { imagePreprocess } from './image-preprocess.js';
import type { ImageSpec } from './image-spec.js';
import { pixelScales, type PixelScale } from './pixel-scales.js';

const { width, height } = fixture;
const picture = { width, height, rgb: Uint8ClampedArray.from(fixture.rgb) };

async function scaled(scale: PixelScale): Promise<number[]> {
  const spec: ImageSpec = { input: 'image', width, height, ...scale };
  const { prepare, batch } = imagePreprocess(spec);
  return [...batch([await prepare(picture)]).get('image')!.data];
}

describe('pixelScales', () => {
  it.each(['caffe', 'torch', 'tf'] as const)('%s is what Keras does', async (mode) => {
    const found = await scaled(pixelScales[mode]);
    const largest = Math.max(...fixture.modes[mode].map(Math.abs));
    const differences = found.map((value, index) => Math.abs(value - fixture.modes[mode][index]!));
    expect(found).toHaveLength(fixture.modes[mode].length);
    expect(Math.max(...differences) / largest).toBeLessThan(1e-6);
  });

  it('0..1 and none are what their names say', async () => {
    expect(await scaled(pixelScales.none)).toEqual(fixture.rgb);
    expect(await scaled(pixelScales['0..1'])).toEqual(fixture.rgb.map((level) => Math.fround(level / 255)));
  });

  it('makes pictures grey as Pillow does', async () => {
    expect(await scaled({ channels: 'grey', mean: 0, std: 1 })).toEqual(fixture.grey);
  });
});

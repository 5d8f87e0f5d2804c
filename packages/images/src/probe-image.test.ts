import type { GraftError } from '@graftjs/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { probeImage } from './probe-image.js';

const blob = (bytes: Uint8Array | string) => new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]);
const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#456' } });

it.each(['jpeg', 'png', 'webp'] as const)(
  'finds nothing wrong with a %s, and what is wrong in the words of decoding',
  async (format) => {
    const bytes = await picture.clone().toFormat(format).toBuffer();
    expect(await probeImage(blob(bytes))).toBeUndefined();
    const cases = [
      blob(''),
      blob('no picture'),
      blob('GIF89a, and no more'),
      blob(bytes.subarray(0, bytes.length - 13)),
    ];
    for (const bad of cases) {
      const decoded: unknown = await decodeImage(bad).catch(({ code, message }: GraftError) => ({ code, message }));
      expect(await probeImage(bad)).toMatchObject(decoded as object);
    }
  },
);

it('finds a picture too large without decoding it', async () => {
  const bytes = await picture.clone().png().toBuffer();
  expect(await probeImage(blob(bytes), { maxPixels: 1199 })).toMatchObject({ code: 'image-too-large' });
  expect(await probeImage(blob(bytes), { maxPixels: 1200 })).toBeUndefined();
});

it('has nothing to say of pixels', async () => {
  expect(await probeImage({ width: 1, height: 1, rgb: new Uint8ClampedArray(3) })).toBeUndefined();
});

it('says why a file cannot be read', async () => {
  const lost = Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('EIO')) });
  expect(await probeImage(lost)).toMatchObject({ code: 'unreadable-file' });
});

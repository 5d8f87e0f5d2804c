import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inspectImage } from './inspect-image.js';

const square = sharp({ create: { width: 30, height: 20, channels: 3, background: '#84c' } });
const blobOf = (bytes: Buffer) => new Blob([new Uint8Array(bytes)]);

describe('inspectImage', () => {
  it('knows format and size', async () => {
    expect(await inspectImage(blobOf(await square.clone().jpeg().toBuffer()))).toMatchObject({
      format: 'JPEG',
      width: 30,
      height: 20,
    });
    expect(await inspectImage(blobOf(await square.clone().webp().toBuffer()))).toMatchObject({ format: 'WebP' });
  });

  it('refuses what decoding would, by name and with what to do', async () => {
    const png = await square.clone().png().toBuffer();
    await expect(inspectImage(blobOf(png.subarray(0, -9)))).rejects.toMatchObject({
      code: 'broken-image',
      message:
        'The PNG picture cannot be decoded: its end is missing. The file is damaged or cut short; replace it or remove it.',
    });
    await expect(inspectImage(new Blob(['%PDF-1.7']))).rejects.toMatchObject({
      code: 'unsupported-image',
      message: 'The file is in the format PDF; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
    });
    await expect(inspectImage(blobOf(png), { maxPixels: 599 })).rejects.toMatchObject({
      code: 'image-too-large',
      message:
        'The picture has 30 x 20 pixels, more than the 0.000599 million that are allowed. Downsize it, or raise maxPixels.',
    });
  });
});

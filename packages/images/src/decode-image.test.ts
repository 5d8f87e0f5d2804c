import type { RgbImage } from '@graftjs/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import pillow from '../fixtures/pillow-pictures.json' with { type: 'json' };
import { decodeImage } from './decode-image.js';
import { resizeImage } from './resize-image.js';

const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);
const decode = async (bytes: Uint8Array) => decodeImage(blob(bytes));
/** A picture of which `value` gives each channel of each pixel. */
function draw(
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
  value: (c: number, x: number, y: number) => number,
) {
  const at = (_: unknown, i: number) =>
    value(i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width));
  return sharp(Uint8Array.from({ length: width * height * channels }, at), { raw: { width, height, channels } });
}
const smooth = (width: number, height: number) =>
  draw(width, height, 3, (c, x, y) => 128 + 100 * Math.sin(x / (23 + 9 * c)) * Math.cos(y / (31 - 5 * c)));
const triples = (levels: readonly number[]) => Uint8ClampedArray.from(levels.flatMap((level) => [level, level, level]));

describe('formats', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('decodes %s to RGB', async (format) => {
    const image = await decode(await draw(16, 8, 3, (c) => [200, 100, 30][c]!).toFormat(format, { quality: 100 }).toBuffer()); // prettier-ignore
    expect([image.width, image.height, image.rgb.length]).toEqual([16, 8, 16 * 8 * 3]);
    image.rgb.forEach((level, i) => expect(Math.abs(level - [200, 100, 30][i % 3]!)).toBeLessThanOrEqual(3));
  });

  it('decodes nothing by its name: the bytes decide', async () => {
    const png = await draw(2, 2, 3, () => 7)
      .png()
      .toBuffer();
    expect((await decodeImage(new File([new Uint8Array(png)], 'x.gif', { type: 'image/gif' }))).rgb[0]).toBe(7);
  });

  it('turns a picture upright by its EXIF orientation', async () => {
    const bytes = await draw(16, 8, 3, (_, x) => (x < 8 ? 0 : 255))
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { width, height, rgb } = await decode(bytes);
    expect([width, height]).toEqual([8, 16]);
    expect([rgb[0], rgb[rgb.length - 1]]).toEqual([0, 255]);
  });

  it('lays transparency over white, also in grey and in a palette', async () => {
    const rgba = draw(4, 1, 4, (c, x) => (c === 3 ? x * 85 : 100));
    const expected = triples([255, 203, 152, 100]);
    for (const bytes of [
      await rgba.clone().png().toBuffer(),
      await rgba.clone().png({ palette: true }).toBuffer(),
      await rgba.clone().webp({ lossless: true, exact: true }).toBuffer(),
      await draw(4, 1, 2, (c, x) => (c === 1 ? x * 85 : 100))
        .toColourspace('b-w')
        .png()
        .toBuffer(),
    ]) {
      const { rgb } = await decode(bytes);
      rgb.forEach((level, i) => expect(Math.abs(level - expected[i]!)).toBeLessThanOrEqual(1));
    }
  });

  it('repeats grey in three channels', async () => {
    const grey = draw(4, 1, 1, (_, x) => x * 80).toColourspace('b-w');
    expect((await decode(await grey.clone().png().toBuffer())).rgb).toEqual(triples([0, 80, 160, 240]));
    expect((await decode(await grey.jpeg().toBuffer())).rgb).toHaveLength(12);
  });

  it('cuts 16 bits to 8', async () => {
    const raw = { width: 4, height: 1, channels: 1 } as const;
    const bytes = await sharp(Uint16Array.of(0, 0x1234, 0x80ff, 0xffff), { raw })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    expect((await decode(bytes)).rgb).toEqual(triples([0, 0x12, 0x80, 0xff]));
  });

  it.each(pillow.refused)('refuses a $name, of which each program makes other colours', async ({ file }) => {
    await expect(decode(Buffer.from(file, 'base64'))).rejects.toMatchObject({
      code: 'unsupported-image',
      message:
        'The JPEG picture is in CMYK, for printing, and each program makes other colours of that. Convert it to RGB, or remove it.',
    });
  });

  it.each(pillow.cases)('sees in a $name what Pillow sees', async ({ file, width, height, rgb }) => {
    const expected = Uint8ClampedArray.from(Buffer.from(rgb, 'base64'));
    expect(await decode(Buffer.from(file, 'base64'))).toEqual({ width, height, rgb: expected });
  });

  it('converts a colour profile to sRGB', async () => {
    const pixels = draw(2, 2, 3, (c) => [200, 100, 30][c]!);
    const wide = await pixels.withIccProfile('p3').png().toBuffer();
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    expect(stored[0]).not.toBe(200);
    const { rgb } = await decode(wide);
    [200, 100, 30].forEach((level, i) => expect(Math.abs(level - rgb[i]!)).toBeLessThanOrEqual(2));
  });

  it('takes the first frame of an animation', async () => {
    const frames = draw(4, 8, 3, (_, _x, y) => (y < 4 ? 10 : 200));
    const raw = await frames.raw().toBuffer();
    const animated = await sharp(raw, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } }).webp({ lossless: true }).toBuffer(); // prettier-ignore
    expect((await sharp(animated).metadata()).pages).toBe(2);
    const image = await decode(animated);
    expect([image.width, image.height, image.rgb[0]]).toEqual([4, 4, 10]);
  });

  it('checks pixels that are decoded already, and returns them', async () => {
    const image: RgbImage = { width: 2, height: 1, rgb: Uint8ClampedArray.of(1, 2, 3, 4, 5, 6) };
    expect(await decodeImage(image)).toBe(image);
    await expect(decodeImage({ ...image, height: 2 })).rejects.toMatchObject({
      code: 'bad-image',
      message: 'A picture of 2 x 2 pixels needs rgb as a Uint8ClampedArray of 12 values; got 6 values.',
    });
    await expect(decodeImage({} as never)).rejects.toMatchObject({
      code: 'bad-image',
      message: 'A picture is a Blob or { width, height, rgb }; got width undefined, height undefined.',
    });
    for (const [input, got] of [
      ['cat.jpg', 'String'],
      [undefined, 'Undefined'],
      [new Uint8Array(9), 'Uint8Array'],
    ]) {
      await expect(decodeImage(input as never)).rejects.toMatchObject({
        code: 'bad-image',
        message: `A picture is a Blob or { width, height, rgb }; got ${got as string}. Bytes of a file: new Blob([bytes]).`,
      });
    }
  });
});

describe('bad files', () => {
  const text = (value: string) => Uint8Array.from(value, (letter) => letter.charCodeAt(0));
  const notRead = 'JPEG, PNG and WebP are read. Convert it to one of them, or remove it.';

  it('refuses an empty file', async () => {
    await expect(decode(new Uint8Array())).rejects.toMatchObject({
      code: 'empty-file',
      message: 'The file is empty (0 bytes). Replace it or remove it.',
    });
  });

  it.each([
    ['GIF', 'GIF89a\x01\0\x01\0'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0'],
    ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0'],
    ['TIFF', 'II*\0\x08\0\0\0'],
    ['TIFF', 'MM\0*\0\0\0\x08'],
    ['BMP', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0'],
    ['SVG', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['PDF', '%PDF-1.7\n'],
    ['JPEG XL', '\xff\x0a\xfa\x1f'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['DICOM', `${'\0'.repeat(128)}DICM`],
    ['video', '\0\0\0\x18ftypmp42\0\0\0\0'],
    ['HTML', '\n<!doctype html><html><body>404</body></html>'],
    ['ZIP', 'PK\x03\x04\x14\0'],
  ])('names the format %s', async (name, bytes) => {
    await expect(decode(text(bytes))).rejects.toMatchObject({
      code: 'unsupported-image',
      message: `The file is in the format ${name}; ${notRead}`,
    });
  });

  it.each(['just text', '\0\0\0\0\0\0\0\0\0\0\0\0', '\xff\xd8'])('says that %j is no picture', async (bytes) => {
    await expect(decode(text(bytes))).rejects.toMatchObject({
      code: 'unsupported-image',
      message: `The file is no picture of a known format; ${notRead}`,
    });
  });

  it.each(['jpeg', 'png', 'webp'] as const)('refuses a %s that was cut short, wherever', async (format) => {
    const whole = await smooth(120, 80).toFormat(format).toBuffer();
    await expect(decode(whole)).resolves.toMatchObject({ width: 120, height: 80 });
    for (const share of [0.02, 0.3, 0.6, 0.9]) {
      const length = Math.max(16, Math.floor(whole.length * share));
      const failure = await decode(whole.subarray(0, length)).catch((error: unknown) => error);
      expect(failure, `${length} of ${whole.length} bytes`).toMatchObject({
        code: 'broken-image',
        message: expect.stringMatching(
          /^The (JPEG|PNG|WebP) picture cannot be decoded: (its end is missing|its header does not say how large it is)\. The file is damaged or cut short; replace it or remove it\.$/,
        ) as string,
      });
    }
  });

  it('refuses a file with changed bytes that its decoder notices, and says so without the words of libraries', async () => {
    for (const format of ['jpeg', 'png'] as const) {
      const whole = await smooth(120, 80).toFormat(format).toBuffer();
      for (const share of [0.02, 0.05, 0.5, 0.9]) {
        const damaged = Buffer.from(whole);
        const at = Math.floor(whole.length * share);
        damaged.fill(0xa5, at, at + 60);
        const failure = await decode(damaged).catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: expect.stringMatching(/^(broken-image|image-too-large)$/) as string });
        expect((failure as Error).message).not.toMatch(/vips|sharp|failOn|buffer|: \.|:\./i);
      }
    }
  });

  it('refuses 20,000 x 20,000 pixels before decoding them', async () => {
    const create = { width: 20_000, height: 20_000, channels: 3, background: '#000' } as const;
    const head = (
      await sharp({ create: { ...create, width: 2, height: 2 } })
        .png()
        .toBuffer()
    ).subarray(0, 64);
    new DataView(head.buffer, head.byteOffset).setUint32(16, 20_000);
    new DataView(head.buffer, head.byteOffset).setUint32(20, 20_000);
    await expect(decode(head)).rejects.toMatchObject({
      code: 'image-too-large',
      message: 'The picture has 20000 x 20000 pixels, more than the 100 million that are allowed. Downsize it.',
    });
    const small = blob(await smooth(10, 10).png().toBuffer());
    await expect(decodeImage(small, { maxPixels: 99 })).rejects.toMatchObject({ code: 'image-too-large' });
    await expect(decodeImage(small, { maxPixels: 100 })).resolves.toMatchObject({ width: 10 });
  });

  it('says why a file could not be read', async () => {
    const gone = Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('no such file')) });
    await expect(decodeImage(gone)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: 'The file cannot be read: no such file. Was it moved or changed?',
    });
  });
});

describe('atLeast', () => {
  const target = { width: 100, height: 80 };
  const meanDifference = (a: RgbImage, b: RgbImage) =>
    a.rgb.reduce((sum, level, i) => sum + Math.abs(level - b.rgb[i]!), 0) / a.rgb.length;

  it.each([
    [399, 400, 399, 400],
    [400, 320, 200, 160],
    [803, 641, 803, 641],
    [802, 642, 401, 321],
    [1700, 1332, 425, 333],
    [1704, 1336, 213, 167],
  ])('decodes a JPEG of %i x %i as %i x %i', async (width, height, givenWidth, givenHeight) => {
    const file = blob(await smooth(width, height).jpeg({ quality: 95 }).toBuffer());
    const shrunk = await decodeImage(file, { atLeast: target });
    expect([shrunk.width, shrunk.height]).toEqual([givenWidth, givenHeight]);
    for (const resize of ['squash', 'crop'] as const) {
      const whole = resizeImage(await decodeImage(file), { ...target, resize });
      expect(meanDifference(resizeImage(shrunk, { ...target, resize }), whole)).toBeLessThan(0.6);
    }
  });

  it('keeps to upright sizes when it shrinks', async () => {
    const lying = await smooth(640, 1000).jpeg().withMetadata({ orientation: 8 }).toBuffer();
    const shrunk = await decodeImage(blob(lying), { atLeast: target });
    expect([shrunk.width, shrunk.height]).toEqual([250, 160]);
    const whole = resizeImage(await decodeImage(blob(lying)), target);
    expect(meanDifference(resizeImage(shrunk, target), whole)).toBeLessThan(0.6);
  });

  it('leaves other formats whole', async () => {
    const file = blob(await smooth(1700, 1333).png().toBuffer());
    expect(await decodeImage(file, { atLeast: target })).toMatchObject({ width: 1700, height: 1333 });
  });

  it('still refuses a JPEG that was cut short', async () => {
    const bytes = await smooth(1700, 1333).jpeg().toBuffer();
    const cut = blob(bytes.subarray(0, bytes.length * 0.7));
    await expect(decodeImage(cut, { atLeast: target })).rejects.toMatchObject({ code: 'broken-image' });
  });
});

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { imagePlugin, imagePreprocess } from './image-preprocess.js';
import type { ImageSpec } from './image-spec.js';

const base: ImageSpec = { input: 'image', width: 4, height: 2, mean: 127, std: 128 };
const colour = async (red: number, green: number, blue: number, size = 8) => {
  const background = { r: red, g: green, b: blue };
  const bytes = await sharp({ create: { width: size, height: size, channels: 3, background } })
    .png()
    .toBuffer();
  return new Blob([new Uint8Array(bytes)]);
};
afterEach(() => vi.unstubAllGlobals());

describe('imagePreprocess', () => {
  it('gives (rgb - mean) / std, batch axis first, under the name of the input', async () => {
    const { prepare, batch } = imagePreprocess(base);
    const tensors = batch([await prepare(await colour(255, 127, 0)), await prepare(await colour(1, 2, 3))]);
    expect([...tensors.keys()]).toEqual(['image']);
    const { dtype, shape, data } = tensors.get('image')!;
    expect([dtype, shape, data.length]).toEqual(['float32', [2, 2, 4, 3], 48]);
    expect([...data.slice(0, 6)]).toEqual([1, 0, -127 / 128, 1, 0, -127 / 128]);
    expect([...data.slice(24, 27)]).toEqual([-126 / 128, -125 / 128, -124 / 128]);
  });

  it('takes one mean and one std for each channel', async () => {
    const { prepare, batch } = imagePreprocess({ ...base, mean: [10, 20, 30], std: [1, 2, 4] });
    const { data } = batch([await prepare(await colour(11, 24, 38))]).get('image')!;
    expect([...data.slice(0, 3)]).toEqual([1, 2, 2]);
  });

  it('makes an empty batch of nothing', () => {
    expect(imagePreprocess(base).batch([]).get('image')).toEqual({
      dtype: 'float32',
      shape: [0, 2, 4, 3],
      data: new Float32Array(),
    });
  });

  it('crops or squashes as the spec says', async () => {
    const left = await sharp({ create: { width: 30, height: 10, channels: 3, background: '#000' } })
      .composite([{ input: { create: { width: 10, height: 10, channels: 3, background: '#fff' } }, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const blob = new Blob([new Uint8Array(left)]);
    const square = { ...base, width: 10, height: 10, mean: 0, std: 255 };
    const first = async (spec: ImageSpec) => {
      const { prepare, batch } = imagePreprocess(spec);
      return batch([await prepare(blob)]).get('image')!.data[0];
    };
    expect(await first({ ...square, resize: 'squash' })).toBe(1);
    expect(await first({ ...square, resize: 'crop' })).toBe(0);
  });

  it('says everything in its spec, and is restored from it', async () => {
    const preprocess = imagePreprocess({ ...base, filter: 'bicubic' });
    expect(preprocess.spec).toEqual({ ...base, filter: 'bicubic', resize: 'squash', channels: 'rgb' });
    expect([imagePlugin.kind, imagePlugin.modality]).toEqual([preprocess.kind, 'image']);
    const restored = imagePlugin.restore(JSON.parse(JSON.stringify(preprocess.spec)));
    expect(restored.spec).toEqual(preprocess.spec);
    const picture = { width: 5, height: 7, rgb: Uint8ClampedArray.from({ length: 105 }, (_, i) => i * 2) };
    expect(restored.batch([await restored.prepare(picture)])).toEqual(
      preprocess.batch([await preprocess.prepare(picture)]),
    );
  });

  it('names the decoder and its versions', () => {
    expect(imagePreprocess(base).runtime).toMatch(/^sharp \d+\.\d+\.\d+, libvips \d+\.\d+\.\d+$/);
  });

  it('refuses a batch of what it did not prepare', () => {
    expect(() => imagePreprocess(base).batch([{ width: 8, height: 8, rgb: new Uint8ClampedArray(192) }])).toThrow(
      expect.objectContaining({
        code: 'bad-image',
        message: 'A batch takes pictures of 4 x 2 pixels, as prepare gives them; got 8 x 8.',
      }),
    );
  });

  it('passes on what is wrong with a picture', async () => {
    await expect(imagePreprocess(base).prepare(new Blob())).rejects.toMatchObject({ code: 'empty-file' });
  });
});

describe('fingerprint', () => {
  const { fingerprint } = imagePreprocess(base);

  it('is the SHA-256 of the bytes of a file, with WebCrypto and without', async () => {
    const expected = createHash('sha256').update('abc').digest('hex');
    expect(await fingerprint(new Blob(['abc']))).toBe(expected);
    vi.stubGlobal('crypto', {});
    expect(await fingerprint(new Blob(['abc']))).toBe(expected);
  });

  it('tells pixels apart, and their arrangement', async () => {
    const rgb = Uint8ClampedArray.from({ length: 36 }, (_, i) => i);
    const other = rgb.slice();
    other[35] = 99;
    const all = await Promise.all([
      fingerprint({ width: 3, height: 4, rgb }),
      fingerprint({ width: 4, height: 3, rgb }),
      fingerprint({ width: 3, height: 4, rgb: other }),
    ]);
    expect(new Set(all).size).toBe(3);
    expect(await fingerprint({ width: 3, height: 4, rgb: rgb.slice() })).toBe(all[0]);
  });
});

describe('a bad spec', () => {
  const whole = 'a whole number from 1 to 8192';
  it.each([
    [[], 'bad-image-spec', 'Image preprocessing: The spec must be an object with input, width, height, resize, filter, channels, mean, std; got [].'], // prettier-ignore
    [
      { ...base, input: '' },
      'bad-image-spec',
      'Image preprocessing: input must be the name of a network input; got "".',
    ],
    [{ ...base, width: 0 }, 'bad-image-spec', `Image preprocessing: width must be ${whole}; got 0.`],
    [{ ...base, height: '224' }, 'bad-image-spec', `Image preprocessing: height must be ${whole}; got "224".`],
    [{ input: 'x', width: 1, height: 1, std: 1 }, 'bad-image-spec', 'Image preprocessing: mean must be a number, or three of them; got nothing.'], // prettier-ignore
    [
      { ...base, mean: [1, 2] },
      'bad-image-spec',
      'Image preprocessing: mean must be a number, or three of them; got [1,2].',
    ],
    [
      { ...base, std: 0 },
      'bad-image-spec',
      'Image preprocessing: std must be a number above 0, or three of them; got 0.',
    ],
    [
      { ...base, channels: 'grey', mean: [1, 2, 3] },
      'bad-image-spec',
      'Image preprocessing: mean must be a number, since grey is one channel; got [1,2,3].',
    ],
    [
      { ...base, channels: 'gray' },
      'unknown-channels',
      'No channels "gray". Use one of: rgb, bgr, grey. Did you mean "grey"?',
    ],
    [{ ...base, resize: 'fit' }, 'unknown-resize', 'No resize "fit". Use one of: squash, crop. Did you mean "crop"?'],
    [{ ...base, filter: 3 }, 'unknown-filter', 'No filter "3". Use one of: bilinear, bicubic. Did you mean "bicubic"?'],
    [{ ...base, means: 3 }, 'unknown-option', 'No option "means" in image preprocessing. Use: input, width, height, resize, filter, channels, mean, std. Did you mean "mean"?'], // prettier-ignore
  ])('%j', (spec, code, message) => {
    const failure = expect.objectContaining({ code, message }) as Error;
    expect(() => imagePlugin.restore(spec as never)).toThrow(failure);
    expect(() => imagePreprocess(spec as never)).toThrow(failure);
  });
});

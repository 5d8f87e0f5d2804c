import type { RgbImage } from '@graftjs/core';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import pillow from '../fixtures/pillow-pictures.json' with { type: 'json' };
import { augmentImages } from '../src/augment.js';
import { decodeImage, imagePreprocess, resizeImage } from '../src/index.js';

const spec = { input: 'x', width: 24, height: 24, mean: 0, std: 1 };
const noise = Uint8Array.from({ length: 120 * 80 * 4 }, (_, i) =>
  i % 4 === 3 ? (i >> 5) % 256 : 128 + 100 * Math.sin(i / (700 + 90 * (i % 4))) + ((i * 7919) % 13),
);
const rgba = sharp(noise, { raw: { width: 120, height: 80, channels: 4 } });
const rgb = () => rgba.clone().removeAlpha();

describe('in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (browserPath === undefined) return;
    browser = await launchBrowser();
    page = await browser.newPage();
    const bundled = await build({
      stdin: {
        contents: `export * from './index.ts'; export * from './augment.ts';`,
        resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
      },
      bundle: true,
      write: false,
      platform: 'browser',
      conditions: ['@graftjs/source'],
      format: 'iife',
      globalName: 'graftImages',
    });
    await page.addScriptTag({ content: bundled.outputFiles[0]!.text });
  });
  afterAll(() => browser?.close());
  beforeEach(skipWithoutBrowser);

  /** Decodes in the page. */
  async function decodeThere(bytes: Buffer): Promise<RgbImage> {
    const { width, height, values } = await page.evaluate(async (base64) => {
      const { graftImages } = globalThis as unknown as { graftImages: typeof import('../src/index.js') };
      const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
      const image = await graftImages.decodeImage(blob).catch((error: Error & { code: string }) => {
        throw new Error(`${error.code}: ${error.message}`);
      });
      return { width: image.width, height: image.height, values: [...image.rgb] };
    }, bytes.toString('base64'));
    return { width, height, rgb: Uint8ClampedArray.from(values) };
  }

  it.each<[string, () => Promise<Buffer>, number]>([
    ['a JPEG', () => rgb().jpeg({ quality: 90 }).toBuffer(), 1],
    ['a JPEG with whole chroma', () => rgb().jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer(), 1],
    ['a progressive JPEG', () => rgb().jpeg({ progressive: true }).toBuffer(), 1],
    ['a grey JPEG', () => rgb().greyscale().jpeg().toBuffer(), 1],
    ['a JPEG that lies on its side', () => rgb().jpeg().withMetadata({ orientation: 6 }).toBuffer(), 1],
    ['a JPEG in the mirror', () => rgb().jpeg().withMetadata({ orientation: 7 }).toBuffer(), 1],
    ['a PNG', () => rgb().png().toBuffer(), 0],
    ['a PNG with transparency', () => rgba.clone().png().toBuffer(), 1],
    ['a PNG with a palette', () => rgb().png({ palette: true }).toBuffer(), 0],
    ['a grey PNG', () => rgb().greyscale().png().toBuffer(), 0],
    ['a PNG of 16 bits', () => rgb().toColourspace('rgb16').png().toBuffer(), 1],
    ['a PNG in the colours of Display P3', () => rgb().withIccProfile('p3').png().toBuffer(), 2],
    ['a WebP', () => rgb().webp({ quality: 80 }).toBuffer(), 2],
    ['a WebP in the colours of Display P3', () => rgb().withIccProfile('p3').webp({ lossless: true }).toBuffer(), 2],
    [
      'a WebP that lies on its side',
      () => rgb().webp({ lossless: true }).withMetadata({ orientation: 6 }).toBuffer(),
      0,
    ],
    ['a WebP with transparency, without loss', () => rgba.clone().webp({ lossless: true }).toBuffer(), 1],
  ])('decodes %s as Node does', async (_, make, tolerance) => {
    const bytes = await make();
    const here = await decodeImage(new Blob([new Uint8Array(bytes)]));
    const there = await decodeThere(bytes);
    expect([there.width, there.height]).toEqual([here.width, here.height]);
    const worst = there.rgb.reduce((most, level, i) => Math.max(most, Math.abs(level - here.rgb[i]!)), 0);
    expect(worst).toBeLessThanOrEqual(tolerance);
  });

  it.each(pillow.cases)(
    'sees in a $name what Pillow sees, as Node does',
    async ({ file, width, height, rgb: base64 }) => {
      const expected = Uint8ClampedArray.from(Buffer.from(base64, 'base64'));
      expect(await decodeThere(Buffer.from(file, 'base64'))).toEqual({ width, height, rgb: expected });
    },
  );

  it.each<[string, () => Promise<Buffer>, RegExp]>([
    ['an empty file', async () => Buffer.alloc(0), /empty-file: The file is empty/],
    ...pillow.refused.map(({ name, file }): [string, () => Promise<Buffer>, RegExp] => [
      `a ${name}`,
      async () => Buffer.from(file, 'base64'),
      /unsupported-image: The JPEG picture is in CMYK/,
    ]),
    ['a GIF', () => rgb().gif().toBuffer(), /unsupported-image: The file is in the format GIF/],
    [
      'a JPEG that was cut short',
      async () => (await rgb().jpeg().toBuffer()).subarray(0, 1500),
      /broken-image: .+ its end is missing/,
    ],
    [
      'a PNG that was cut short',
      async () => (await rgb().png().toBuffer()).subarray(0, 5000),
      /broken-image: .+ its end is missing/,
    ],
    [
      'a WebP that was cut short',
      async () => (await rgb().webp().toBuffer()).subarray(0, 500),
      /broken-image: .+ its end is missing/,
    ],
    [
      'a PNG with changed bytes',
      async () => (await rgb().png().toBuffer()).fill(9, 3000, 3100),
      /broken-image: The PNG picture cannot be decoded/,
    ],
    [
      '20,000 x 20,000 pixels',
      async () => {
        const bytes = await rgb().png().toBuffer();
        bytes.writeUInt32BE(20_000, 16);
        bytes.writeUInt32BE(20_000, 20);
        return bytes;
      },
      /image-too-large: The picture has 20000 x 20000 pixels/,
    ],
  ])('refuses %s', async (_, make, message) => {
    // prettier-ignore
    await expect(decodeThere(await make())).rejects.toThrow(message);
  });

  it('resizes, normalises and names a picture exactly as Node does', async () => {
    const { data } = await rgb().raw().toBuffer({ resolveWithObject: true });
    const image: RgbImage = { width: 120, height: 80, rgb: new Uint8ClampedArray(data) };
    const there = await page.evaluate(
      async ({ values, options }) => {
        const { graftImages } = globalThis as unknown as { graftImages: typeof import('../src/index.js') };
        const picture = { width: 120, height: 80, rgb: Uint8ClampedArray.from(values) };
        const { fingerprint, prepare, batch, runtime } = graftImages.imagePreprocess(options);
        return {
          runtime,
          fingerprint: await fingerprint(picture),
          batch: [...batch([await prepare(picture)]).get('x')!.data],
          cropped: [
            ...graftImages.resizeImage(picture, { width: 40, height: 40, resize: 'crop', filter: 'bicubic' }).rgb,
          ],
        };
      },
      { values: [...image.rgb], options: spec },
    );
    const { fingerprint, prepare, batch } = imagePreprocess(spec);
    expect(there.fingerprint).toBe(await fingerprint(image));
    expect(there.batch).toEqual([...batch([await prepare(image)]).get('x')!.data]);
    expect(there.cropped).toEqual([
      ...resizeImage(image, { width: 40, height: 40, resize: 'crop', filter: 'bicubic' }).rgb,
    ]);
    expect(there.runtime).toMatch(/^browser Mozilla\/.+Chrome\//);
  });

  it('makes the very views that Node makes', async () => {
    const options = { flip: 'both', shift: 0.1, zoom: 0.3, rotation: 30, brightness: 0.2, contrast: 0.4 } as const;
    const image: RgbImage = { width: 120, height: 80, rgb: new Uint8ClampedArray(await rgb().raw().toBuffer()) };
    const there = await page.evaluate(
      async ({ values, options }) => {
        const { graftImages } = globalThis as unknown as { graftImages: typeof import('../src/augment.js') };
        const picture = { width: 120, height: 80, rgb: Uint8ClampedArray.from(values) };
        const { view } = graftImages.augmentImages(options);
        const views = await Promise.all([1, 2, 3, 4].map((index) => view(picture, 7, 'ä/1.jpg', index)));
        return views.map((each) => [...(each as RgbImage).rgb]);
      },
      { values: [...image.rgb], options },
    );
    const { view } = augmentImages(options);
    for (const [at, levels] of there.entries()) {
      expect(levels).toEqual([...((await view(image, 7, 'ä/1.jpg', at + 1)) as RgbImage).rgb]);
    }
  });
});

import { GraftError } from '@graftjs/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { augmentImages } from './augment.js';
import { previewGrid } from './preview-grid.js';

const picture = { width: 64, height: 32, rgb: Uint8ClampedArray.from({ length: 64 * 32 * 3 }, (_, i) => i % 251) };
const augmentation = augmentImages({ flip: 'horizontal', rotation: 10, views: 3 });

it('shows each picture and its views in a row, in a file of its own', async () => {
  const html = await previewGrid([{ id: 'cat/1.jpg', input: picture }], augmentation, { seed: 7, side: 32 });
  const sources = [...html.matchAll(/<img src="data:image\/png;base64,([^"]+)" alt="cat\/1.jpg, view (\d)">/g)];
  expect(sources.map(([, , view]) => view)).toEqual(['0', '1', '2']);
  for (const [, base64] of sources) {
    expect(await sharp(Buffer.from(base64!, 'base64')).metadata()).toMatchObject({
      format: 'png',
      width: 32,
      height: 16,
    });
  }
  expect(new Set(sources.map(([, base64]) => base64)).size).toBe(3);
  expect(html).not.toMatch(/<script|src="(?!data:)|href=/);
  expect(html).toContain('3 views of each picture, itself included: flip horizontal, shift 0, zoom 0, rotation 10');
});

it('is the same for the same seed', async () => {
  const grid = (seed: number) => previewGrid([{ id: 'a', input: picture }], augmentation, { seed });
  expect(await grid(7)).toBe(await grid(7));
  expect(await grid(7)).not.toBe(await grid(8));
});

it('escapes names, and goes on after a picture that cannot be read', async () => {
  const pictures = [
    { id: '<script>alert("1")</script>', input: new Blob(['<b>text</b>']) },
    { id: "b'", input: picture },
  ];
  const unreadable: [string, string][] = [];
  const onUnreadable = (id: string, { code }: GraftError) => unreadable.push([id, code]);
  const html = await previewGrid(pictures, augmentation, { seed: 7, title: 'R&D', onUnreadable });
  expect(unreadable).toEqual([['<script>alert("1")</script>', 'unsupported-image']]);
  expect(html).not.toMatch(/<script|<b>/);
  expect(html).toContain('<title>R&#38;D</title>');
  expect(html).toContain('&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;');
  expect(html).toMatch(/<td colspan="3">The file is /);
  expect(html.match(/<img /g)).toHaveLength(3);
});

it.each([
  [{ seed: 0.5 }, 'bad-seed', 'A seed is a whole number'],
  [{ seed: 7, side: 0 }, 'bad-option', 'The side of a preview is a whole number from 16 to 1024; got 0.'],
])('refuses %j', async (options, code, text) => {
  const act = previewGrid([{ id: 'a', input: picture }], augmentation, options);
  await expect(act).rejects.toThrow(GraftError);
  await expect(act).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
});

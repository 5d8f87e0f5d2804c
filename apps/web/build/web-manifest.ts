import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Plugin } from 'vite';
import { texts } from '../src/texts.js';

const drawing = fileURLToPath(new URL('../icon.svg', import.meta.url));
/** The ground of the drawing, and of the window's frame. */
const ground = '#14617a';

const icons = [
  { src: 'icons/192.png', size: 192, purpose: 'any' },
  { src: 'icons/512.png', size: 512, purpose: 'any' },
  // The system cuts its own shape out of it, and only the middle four fifths are sure to stay.
  { src: 'icons/maskable-512.png', size: 512, purpose: 'maskable' },
] as const;

/** Writes what a browser needs to install the page: the web manifest, and icons drawn from the page's own. */
export function webManifest(): Plugin {
  return {
    name: 'web-manifest',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'link', attrs: { rel: 'manifest', href: './manifest.webmanifest' }, injectTo: 'head' },
      { tag: 'link', attrs: { rel: 'apple-touch-icon', href: './icons/maskable-512.png' }, injectTo: 'head' },
      { tag: 'meta', attrs: { name: 'theme-color', content: ground }, injectTo: 'head' },
    ],
    async generateBundle() {
      for (const { src, size, purpose } of icons) {
        this.emitFile({ type: 'asset', fileName: src, source: await drawIcon(size, purpose === 'maskable') });
      }
      const manifest = {
        name: texts.title,
        short_name: texts.title,
        description: texts.tagline,
        lang: texts.locale,
        start_url: './',
        scope: './',
        display: 'standalone',
        theme_color: ground,
        background_color: ground,
        icons: icons.map(({ src, size, purpose }) => ({ src, purpose, sizes: `${size}x${size}`, type: 'image/png' })),
      };
      this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: JSON.stringify(manifest, null, 2) });
    },
  };
}

async function drawIcon(size: number, maskable: boolean): Promise<Uint8Array> {
  const border = maskable ? Math.round(size / 10) : 0;
  const inner = size - 2 * border;
  // The drawing is 32 wide, and 72 dots to the inch draw it so.
  const drawn = sharp(readFileSync(drawing), { density: (72 * inner) / 32 }).resize(inner, inner);
  const image = maskable
    ? drawn
        .extend({ top: border, bottom: border, left: border, right: border, background: ground })
        .flatten({ background: ground })
    : drawn;
  return image.png({ compressionLevel: 9 }).toBuffer();
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';

const references = fileURLToPath(new URL('references/', import.meta.url));
const reports = fileURLToPath(new URL('../.reports/references/', import.meta.url));
const fontsFile = `${references}fonts.json`;

/** `npm run references -w @graftjs/web` makes all of them anew. */
const renew = process.env['GRAFT_REFERENCES'] === 'renew';

/** Pixels that may differ, of a million and more: a last digit of a figure, and what is lost by packing. A button has a thousand. */
const tolerance = 500;

const looks = {
  light: { width: 1000, height: 700, colorScheme: 'light' },
  dark: { width: 1000, height: 700, colorScheme: 'dark' },
  phone: { width: 360, height: 740, colorScheme: 'light' },
} as const;

/** What another run, or another machine, shows differently: times, speeds, devices, and what a camera sees. */
const volatile = '[role=progressbar], [role=status], .plan dd, table.trials, video';

/**
 * Compares the page as it is, in the light, in the dark and on a telephone, with pictures that people have looked at.
 * One that differs is left in `.reports/references`, with what differs in red.
 */
export async function matchReference(page: Page, state: string): Promise<void> {
  const before = page.viewportSize();
  const differing: string[] = [];
  for (const [look, { colorScheme, ...size }] of Object.entries(looks)) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await page.waitForFunction(areThumbnailsDrawn);
    const shot = await shootAtRest(page);
    const name = `${state}-${look}`;
    if (renew) await keep(name, shot);
    else if ((await differenceFrom(name, shot)) > tolerance) differing.push(name);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before) await page.setViewportSize(before);
  const advice = `Look at them in ${reports}. If they are as they should be: npm run references -w @graftjs/web`;
  expect(differing, advice).toEqual([]);
}

/** Once nothing moves any more: what is laid out by script follows a new size of the window late. */
async function shootAtRest(page: Page): Promise<Buffer> {
  const shoot = (): Promise<Buffer> =>
    page.screenshot({
      fullPage: true,
      animations: 'disabled',
      mask: [page.locator(volatile)],
      maskColor: '#9aa5b1',
    });
  let shot = await shoot();
  for (let tries = 0; tries < 10; tries++) {
    const next = await shoot();
    if (next.equals(shot)) break;
    shot = next;
  }
  return shot;
}

/** Whether letters are as wide here as where the references were made; with other fonts every line would differ. */
export async function hasSameFonts(page: Page): Promise<boolean> {
  const widths = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')!;
    return ['system-ui', 'monospace'].map((family) => {
      context.font = `40px ${family}`;
      return Math.round(context.measureText('Teach a network to tell your pictures apart.').width);
    });
  });
  if (renew) {
    mkdirSync(references, { recursive: true });
    writeFileSync(fontsFile, `[${widths.join(', ')}]\n`);
  }
  return isDeepStrictEqual(widths, JSON.parse(readFileSync(fontsFile, 'utf8')));
}

/** In the page. */
function areThumbnailsDrawn(): boolean {
  return [...document.querySelectorAll<HTMLCanvasElement>('canvas.thumbnail')].every((canvas) => {
    const middle = canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
    return canvas.offsetParent === null || middle?.[3] === 255;
  });
}

async function keep(name: string, shot: Buffer): Promise<void> {
  await sharp(shot).webp({ quality: 80, effort: 6 }).toFile(`${references}${name}.webp`);
}

async function differenceFrom(name: string, shot: Buffer): Promise<number> {
  const file = `${references}${name}.webp`;
  const wanted = existsSync(file) ? readFileSync(file) : undefined;
  const sizes = await Promise.all([shot, ...(wanted ? [wanted] : [])].map((image) => sharp(image).metadata()));
  const width = Math.max(...sizes.map((size) => size.width));
  const height = Math.max(...sizes.map((size) => size.height));
  const difference = new Uint8Array(4 * width * height);
  const [actual, expected] = await Promise.all([pixelsOf(shot, width, height), pixelsOf(wanted, width, height)]);
  const pixels = pixelmatch(actual, expected, difference, width, height, { threshold: 0.2 });
  if (pixels > tolerance) {
    mkdirSync(reports, { recursive: true });
    writeFileSync(`${reports}${name}.png`, shot);
    await sharp(difference, { raw: { width, height, channels: 4 } }).toFile(`${reports}${name}-difference.png`);
  }
  return pixels;
}

/** From the upper left; where there is no picture, there is nothing. */
async function pixelsOf(image: Buffer | undefined, width: number, height: number): Promise<Buffer> {
  const empty = sharp({ create: { width, height, channels: 4, background: { r: 255, g: 0, b: 255, alpha: 1 } } });
  const filled = image === undefined ? empty : empty.composite([{ input: image, left: 0, top: 0 }]);
  return filled.raw().toBuffer();
}

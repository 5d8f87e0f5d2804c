import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import type { Locator, Page } from 'playwright-core';
import { drop } from './watch-page.js';

/** The command line, as it is built. */
export const cli = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));

export const labels = ['NORMAL', 'PNEUMONIA'] as const;

/** Where pictures are dropped to be trained on. */
export const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone';

/** What the button there asks for pictures or a zip; each class has one of its own. */
export const fileInput = `${zone} input[type=file]:not([webkitdirectory])`;

/**
 * Puts a few X-rays of each class into folders of their own.
 *
 * @param every of the data set's, by name: 30 takes them from all over it
 */
export function copyPictures(
  to: string,
  perClass: number,
  { split = 'train', every = 30 }: { readonly split?: 'train' | 'test'; readonly every?: number } = {},
): void {
  for (const label of labels) {
    mkdirSync(join(to, label), { recursive: true });
    const from = join(fileURLToPath(folder), split, label);
    const files = readdirSync(from).sort();
    for (let index = 0; index < perClass; index++) {
      const file = files[index * every];
      if (file !== undefined) copyFileSync(join(from, file), join(to, label, file));
    }
  }
}

/** Drops what `copyPictures` made, on a page that is ready for it. */
export async function dropPictures(page: Page, from: string): Promise<void> {
  await page.waitForSelector(`${zone}:not([data-disabled])`);
  await drop(
    page,
    zone,
    labels.map((label) => join(from, label)),
  );
}

/** The names of the classes in the table, each with how many pictures it has. */
export async function listClasses(page: Page): Promise<[name: string, pictures: number][]> {
  return page.$$eval('table.classes tbody tr', (rows) =>
    (rows as HTMLTableRowElement[]).map((row) => [
      row.querySelector('input')?.value ?? '',
      Number(row.cells[1]?.textContent),
    ]),
  );
}

/** Pastes a picture at what has the focus. */
export async function paste(page: Page, path: string): Promise<void> {
  await page.evaluate(
    ([base64, name]) => {
      const bytes = Uint8Array.from(atob(base64!), (letter) => letter.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], name!, { type: 'image/jpeg' }));
      const at = document.activeElement ?? document;
      at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    },
    [readFileSync(path).toString('base64'), basename(path)],
  );
}

/** What meters say, those of each element by their labels: from 0 to 1, and not rounded as what is written beside them. */
export async function readMeters(elements: Locator): Promise<Record<string, number>[]> {
  return elements.evaluateAll((all) =>
    all.map((element) =>
      Object.fromEntries([...element.querySelectorAll('meter')].map((meter) => [meter.ariaLabel ?? '', meter.value])),
    ),
  );
}

/** What is drawn on a canvas: red, green, blue and 255 of each pixel. */
export async function readCanvas(canvas: Locator): Promise<number[]> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    return [...(element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data];
  });
}

/** Does what a tab that crashes does: nothing of the page or its worker runs another line. */
export async function killTab(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await Promise.race([session.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  await page.close();
}

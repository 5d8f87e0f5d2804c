import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import type { Page } from 'playwright-core';
import { drop } from './watch-page.js';

export const labels = ['NORMAL', 'PNEUMONIA'] as const;

/** Where pictures are dropped to be trained on. */
export const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone';

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

/** Does what a tab that crashes does: nothing of the page or its worker runs another line. */
export async function killTab(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await Promise.race([session.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  await page.close();
}

import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import type { Page } from 'playwright-core';
import { drop } from './watch-page.js';

const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone:not([data-disabled])';
const labels = ['NORMAL', 'PNEUMONIA'];

/** Puts a few X-rays of each class into folders of their own, from all over the data set. */
export function copyPictures(work: string, perClass: number): void {
  for (const label of labels) {
    mkdirSync(join(work, label));
    const from = join(fileURLToPath(folder), 'train', label);
    const files = readdirSync(from).sort();
    for (let index = 0; index < perClass; index++) {
      const file = files[index * 30];
      if (file !== undefined) copyFileSync(join(from, file), join(work, label, file));
    }
  }
}

/** Drops what `copyPictures` made, on a page that is ready for it. */
export async function dropPictures(page: Page, work: string): Promise<void> {
  await page.waitForSelector(zone);
  await drop(
    page,
    zone,
    labels.map((label) => join(work, label)),
  );
}

/** Does what a tab that crashes does: nothing of the page or its worker runs another line. */
export async function killTab(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await Promise.race([session.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
  await page.close();
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { listViolations, overflows } from './watch-page.js';

/** Screenshots are looked at by people: GRAFT_SCREENSHOTS names a folder for them. */
const screenshots = process.env['GRAFT_SCREENSHOTS'];

/** Looks at a page as it is: for everybody, in the dark, on a telephone, from right to left. */
export async function checkLook(page: Page, state: string): Promise<void> {
  expect(await listViolations(page), state).toEqual([]);
  await shoot(page, state);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await listViolations(page), `${state}, dark`).toEqual([]);
  await shoot(page, `${state}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await overflows(page), `${state}, narrow`).toBe(false);
  expect(await listViolations(page), `${state}, narrow`).toEqual([]);
  await shoot(page, `${state}-narrow`);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  expect(await overflows(page), `${state}, right to left`).toBe(false);
  await shoot(page, `${state}-rtl`);
  await page.evaluate(() => (document.documentElement.dir = 'ltr'));
  await page.setViewportSize(size);
}

async function shoot(page: Page, state: string): Promise<void> {
  if (screenshots === undefined) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${state}.png`), fullPage: true });
}

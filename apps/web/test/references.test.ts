import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { browserPath } from '@graftjs/test-support/browser';
import { beforeAll, beforeEach, describe, it } from 'vitest';
import { hasSameFonts, matchReference } from './match-reference.js';
import { drop } from './watch-page.js';
import { copyPictures, labels, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

const perClass = 8;
const weights = '**/assets/*.safetensors';

describe('looks as it did when people looked at it', () => {
  let sameFonts = false;
  let bringWeights = (): void => undefined;
  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const pictures = (label: string): string => join(studio.work, 'data', label);
  const studio = useStudio({
    measures: true,
    // A service worker would bring what is held back here.
    context: { serviceWorkers: 'block', permissions: ['camera'] },
    switches: ['--use-fake-device-for-media-stream'],
    async prepare({ work, context }) {
      copyPictures(join(work, 'data'), perClass, { split: 'test', every: 1 });
      // What needs the weights waits for them for as long as it is looked at.
      const brought = new Promise<void>((resolve) => (bringWeights = resolve));
      await context.route(weights, (route) => brought.then(() => route.continue()));
    },
  });

  beforeAll(async () => {
    if (browserPath !== undefined) sameFonts = await hasSameFonts(studio.page);
  });
  beforeEach((context) => {
    if (sameFonts) return;
    const reason =
      'This machine has other fonts than the references; npm run references -w @graftjs/web makes them anew';
    Object.assign(context.task.meta, { reason });
    context.skip(reason);
  });

  it('at the start', async () => {
    await studio.page.waitForSelector(`${zone}:not([data-disabled])`);
    await matchReference(studio.page, 'start');
  });

  it('with pictures', async () => {
    await drop(studio.page, zone, labels.map(pictures));
    await studio.page.getByText(`${2 * perClass} pictures in 2 classes will take part.`).waitFor();
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await button('Show pictures of PNEUMONIA').click();
    await studio.page.waitForSelector('.grid [role=option]');
    await matchReference(studio.page, 'pictures');
    await button('Close').click();
  });

  it('with the camera on', async () => {
    await button('Use the camera').click();
    await studio.page.waitForSelector('.camera video');
    await matchReference(studio.page, 'camera');
    await button('Turn the camera off').click();
  });

  it('with the choices open', async () => {
    await button('Choices').click();
    await matchReference(studio.page, 'choices');
    await button('Choices').click();
  });

  it('while it trains, and after it was interrupted', async () => {
    await button('Train').click();
    await button('Stop').waitFor();
    await matchReference(studio.page, 'training');
    await studio.page.reload();
    await studio.page.getByText('A training was interrupted.').waitFor();
    await matchReference(studio.page, 'interrupted');
    bringWeights();
    await button('Go on').click();
  });

  it('with results, and with answers', async () => {
    await studio.page.waitForSelector('#results-heading', { timeout: 300_000 });
    await studio.page
      .locator('.plan')
      .getByText(/^about/)
      .waitFor({ timeout: 120_000 });
    await matchReference(studio.page, 'results');
    const [picture] = readdirSync(pictures('NORMAL'));
    await studio.page.locator('.predict:visible input[type=file]').setInputFiles(join(pictures('NORMAL'), picture!));
    await studio.page.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
    await matchReference(studio.page, 'answers');
  }, 400_000);

  it('with a picture looked at, and where the network looked', async () => {
    await studio.page.locator('.confusion button:not([data-disabled])').first().click();
    await studio.page.locator('[aria-labelledby=gallery-heading] [role=option]').first().click();
    await studio.page.waitForSelector('.closer-look .explanation canvas', { timeout: 60_000 });
    await matchReference(studio.page, 'closer-look');
  }, 120_000);

  it('with a bundle', async () => {
    await studio.page.getByRole('tab', { name: 'Use a bundle' }).click();
    await matchReference(studio.page, 'bundle');
  });
});

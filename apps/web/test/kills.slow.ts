import { randomStream } from '@graftjs/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { bundleHash } from './bundle-hash.js';
import { copyPictures, dropPictures, killTab, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

const KILLS = 20;
const EPOCHS = 20;
/** Of 4 pictures each, of the 12 that are trained on. */
const STEPS_AN_EPOCH = 3;

const studio = useStudio({ prepare: ({ work }) => copyPictures(work, 12) });

async function visit(): Promise<Page> {
  await studio.visit();
  await studio.page.waitForSelector(`${zone}:not([data-disabled])`);
  return studio.page;
}

async function choose(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Choices', exact: true }).click();
  await page.getByRole('combobox', { name: 'Strategy', exact: true }).selectOption('last-blocks');
  for (const [name, value] of [
    ['Input size, in pixels', '64'],
    ['Epochs, at most', String(EPOCHS)],
    ['Patience, in epochs', 'none'],
    ['Batch size', '4'],
  ] as const) {
    await page.getByRole('textbox', { name, exact: true }).fill(value);
  }
  await page.getByText(/of steps/).waitFor({ timeout: 120_000 });
}

const train = (page: Page) => page.getByRole('button', { name: 'Train', exact: true }).click();
const isDone = (page: Page) => page.getByText(/^Done in/).waitFor({ timeout: 300_000 });
const epochsOf = async (page: Page): Promise<number> => {
  const said = await page.locator('.curves p').allTextContents();
  return Number(/(\d+) epochs?/.exec(said[0] ?? '')?.[1] ?? 0);
};

it(`goes on after each of ${KILLS} kills to the very same model, and loses no more than the epoch under way`, async () => {
  let { page } = studio;
  await dropPictures(page, studio.work);
  await choose(page);
  const started = performance.now();
  await train(page);
  await isDone(page);
  const milliseconds = performance.now() - started;
  const whole = await bundleHash(page);
  const moments = randomStream(7, 'moments to kill at');
  const lost: number[] = [];
  const at: number[] = [];
  const atEnds: number[] = [];
  while (lost.length < KILLS) {
    await train(page);
    await page.waitForSelector('progress');
    await page.waitForTimeout(0.9 * milliseconds * moments.uniform());
    const seen = await epochsOf(page);
    const isOver = (await page.locator('progress').count()) === 0;
    await killTab(page);
    page = await visit();
    await page.locator('button:enabled', { hasText: /^(Train|Go on)$/ }).waitFor();
    const goOn = page.getByRole('button', { name: 'Go on', exact: true });
    if (!isOver && (await goOn.count()) === 0) {
      // Killed before anything was learned, or once the model was safe, there is nothing to go on with.
      expect([0, EPOCHS]).toContain(seen);
      expect(await bundleHash(page)).toBe(whole);
      atEnds.push(seen);
    } else if (!isOver) {
      await goOn.click();
      // Killed while it was tested, a training has no step left to take.
      const first = await page.waitForFunction(
        () => {
          const words = document.querySelector('.words')?.textContent ?? '';
          return / loss .*?, (\d+) of /.exec(words)?.[1] ?? /Done in/.exec(document.body.textContent ?? '')?.[0];
        },
        undefined,
        { polling: 20, timeout: 300_000 },
      );
      const step = Number(await first.jsonValue());
      // The first step that is shown was taken already.
      const redone = Number.isNaN(step) ? 0 : seen * STEPS_AN_EPOCH - (step - 1);
      await isDone(page);
      expect(await bundleHash(page)).toBe(whole);
      lost.push(Math.max(0, redone));
      at.push(seen);
    }
  }
  console.log({ killedAfterEpochs: at, stepsTakenAgain: lost, killedWithNothingToGoOnWith: atEnds });
  expect(Math.max(...lost)).toBeLessThanOrEqual(STEPS_AN_EPOCH);
}, 3_600_000);

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { smallPicture, writeFiles } from './hard-files.js';
import { zone } from './small-project.js';
import { useStudio } from './use-studio.js';
import { drop } from './watch-page.js';

const COUNT = 10_000;

const studio = useStudio({
  prepare: ({ work }) => {
    const files = Array.from({ length: COUNT }, (_, number) => {
      const label = number % 2 === 0 ? 'even' : 'odd';
      // Every other picture of a class is broken.
      return [`${label}/${number}.jpg`, number % 4 < 2 ? smallPicture(number) : Buffer.from('broken')] as const;
    });
    writeFiles(join(work, 'many'), Object.fromEntries(files));
  },
});

it('takes ten thousand files, half of them broken, keeps them, and answers meanwhile', async () => {
  const { page } = studio;
  await page.waitForSelector(`${zone}:not([data-disabled])`);
  await drop(page, zone, [join(studio.work, 'many')]);
  await page.locator('.errand .words').getByText('files found').waitFor();
  for (const name of ['Use a bundle', 'Train a model']) {
    const tab = page.getByRole('tab', { name });
    await tab.click();
    expect(await tab.getAttribute('aria-selected')).toBe('true');
  }
  await page.getByText('5,000 pictures have arrived. 5,000 files cannot be used.').waitFor({ timeout: 120_000 });
  await page.getByText('5,000 pictures in 2 classes will take part.').waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: '5,000 files cannot be used' }).click();
  await page.getByText('And 4,800 other files.').waitFor();
  await page.locator('.keeping').getByText('Kept in this browser').waitFor({ timeout: 120_000 });
  await page.reload();
  await page.getByText('5,000 pictures in 2 classes will take part.').waitFor({ timeout: 120_000 });
  expect(studio.problems).toEqual([]);
});

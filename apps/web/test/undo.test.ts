import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallPicture, writeFiles } from './hard-files.js';
import { zone } from './small-project.js';
import { useStudio } from './use-studio.js';
import { drop } from './watch-page.js';

describe('what can be undone', () => {
  const studio = useStudio();

  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const status = (words: string) => studio.page.locator('[role=status]').getByText(words, { exact: true }).waitFor();
  const classes = () =>
    studio.page.$$eval('table.classes tbody tr', (rows) =>
      (rows as HTMLTableRowElement[]).map((row) => [row.querySelector('input')?.value, row.cells[1]?.textContent]),
    );
  const kept = () => studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
  const reload = async () => {
    await kept();
    await studio.page.reload();
    await studio.page.waitForSelector('table.classes');
  };
  const pets = [['cat', '3'], ['dog', '3']]; // prettier-ignore

  it('is whatever was done to the pictures, one after the other, by the button and by the keys', async () => {
    const files = [1, 2, 3].flatMap((number) => [
      [`cat/${number}.jpg`, smallPicture(number)] as const,
      [`dog/${number}.jpg`, smallPicture(10 + number)] as const,
    ]);
    writeFiles(join(studio.work, 'pets'), Object.fromEntries(files));
    await studio.page.waitForSelector(`${zone}:not([data-disabled])`);
    await drop(studio.page, zone, [join(studio.work, 'pets')]);
    await status('6 pictures have arrived.');
    await reload();

    const name = studio.page.getByRole('textbox', { name: 'Name of class cat' });
    await name.fill('dog');
    await name.press('Enter');
    await status('cat was merged into dog, which has 6 pictures now.');
    await button('Delete class dog').click();
    await status('dog was deleted, with 6 pictures.');
    await button('Undo').click();
    await status('Undone. Before that: cat was merged into dog, which has 6 pictures now.');
    await studio.page.keyboard.press('Control+z');
    await status('Undone.');
    expect(await classes()).toEqual(pets);
    expect(await button('Undo').count()).toBe(0);
  });

  it('brings back what was deleted here and in what the browser keeps', async () => {
    await button('Remove everything').click();
    await status('Everything was removed: 6 pictures.');
    await kept();
    await button('Undo').click();
    await status('Undone.');
    expect(await classes()).toEqual(pets);
    await reload();
    expect(await classes()).toEqual(pets);
    expect(await studio.page.locator('.problems').count()).toBe(0);
  });

  it('takes nothing of other pictures for one of these', async () => {
    await button('Remove everything').click();
    const bad = Array.from({ length: 1000 }, (_, number) => [`bad/${number}.jpg`, Buffer.from('broken')] as const);
    writeFiles(join(studio.work, 'bad'), Object.fromEntries(bad));
    await drop(studio.page, zone, [join(studio.work, 'bad')]);
    await studio.page.waitForSelector('table.classes');
    await button('Remove everything').click();
    await drop(studio.page, zone, [join(studio.work, 'pets')]);
    await status('6 pictures have arrived.');
    await studio.page.waitForFunction(() => !document.body.textContent?.includes('looked at …'));
    expect(await studio.page.locator('.problems').count()).toBe(0);
    expect(studio.problems).toEqual([]);
  });
});

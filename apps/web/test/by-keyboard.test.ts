import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { smallPicture, writeFiles } from './hard-files.js';
import { zone } from './small-project.js';
import { useStudio } from './use-studio.js';
import { drop } from './watch-page.js';

describe('whoever has no mouse', () => {
  const studio = useStudio({
    switches: ['--use-fake-device-for-media-stream'],
    context: { permissions: ['camera'] },
  });

  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const press = (name: string) => button(name).press('Enter');
  const status = (words: string) => studio.page.locator('[role=status]').getByText(words, { exact: true }).waitFor();
  /** Waits for what has the focus, by the name that it goes by. */
  const focused = (name: string) =>
    studio.page.waitForFunction((wanted) => {
      const { activeElement: one } = document;
      return (one?.getAttribute('aria-label') ?? one?.textContent) === wanted;
    }, name);
  const write = (folder: string, files: Readonly<Record<string, Uint8Array>>) =>
    writeFiles(join(studio.work, folder), files);
  const dropAll = async (...paths: readonly string[]) => {
    await studio.page.waitForSelector(`${zone}:not([data-disabled])`);
    await drop(studio.page, zone, paths);
  };

  it('names a class that was added, and adds pictures to it', async () => {
    const one = join(write('some', { '1.jpg': smallPicture(1), '2.jpg': Buffer.from('broken') }), '1.jpg');
    await dropAll(
      write('pets', { 'cat/1.jpg': smallPicture(1), 'dog/1.jpg': smallPicture(2), 'dog/2.jpg': smallPicture(3) }),
    );
    await status('3 pictures have arrived.');
    await press('Add a class');
    await focused('Name of class class 3');
    await studio.page.keyboard.type('ant');
    await studio.page.keyboard.press('Enter');
    const [chooser] = await Promise.all([studio.page.waitForEvent('filechooser'), press('Add pictures to ant')]);
    await chooser.setFiles([one, join(studio.work, 'some', '2.jpg')]);
    await status('1 picture has arrived. 1 file cannot be used.');
    expect(await studio.page.textContent('tr[data-class=ant] td.number')).toBe('2');
  });

  it('hears which pictures cannot be used, and is rid of them at once', async () => {
    await press('Show pictures of ant');
    await studio.page.getByRole('option', { name: /^2\.jpg cannot be used: The file is no picture/ }).waitFor();
    await press('1 file cannot be used');
    await checkLook(studio.page, 'unusable');
    await press('Delete all that cannot be used');
    await status('1 picture was deleted.');
    expect(await studio.page.locator('.problems').count()).toBe(0);
    expect(await studio.page.evaluate(() => document.activeElement === document.body)).toBe(false);
  });

  it('has the focus where it was, or beside what is gone', async () => {
    await press('Close');
    await focused('Show pictures of ant');
    await press('Delete class ant');
    await focused('Name of class cat');
    await press('Show pictures of dog');
    await studio.page.getByRole('option', { name: '1.jpg', exact: true }).press('Enter');
    await studio.page.keyboard.press('Delete');
    await status('1 picture was deleted.');
    await focused('2.jpg');
    await studio.page.keyboard.press('Control+z');
    await status('Undone. Before that: ant was deleted, with 1 picture.');
    await press('Close');
    await press('Remove everything');
    await focused('Undo');
    await press('Undo');
  });

  it('has the camera off while another tab is shown, and on again after', async () => {
    await press('Use the camera');
    await studio.page.waitForSelector('.camera video');
    const track = await studio.page.evaluateHandle(
      () => (document.querySelector<HTMLVideoElement>('.camera video')!.srcObject as MediaStream).getVideoTracks()[0]!,
    );
    expect(await track.evaluate(({ readyState }) => readyState)).toBe('live');
    await studio.page.getByRole('tab', { name: 'Use a bundle' }).click();
    await studio.page.waitForFunction(({ readyState }) => readyState === 'ended', track);
    await studio.page.getByRole('tab', { name: 'Train a model' }).click();
    await studio.page.waitForSelector('.camera video');
    await press('Turn the camera off');
    await focused('Use the camera');
  });

  it('reads where a model belongs, and why a class cannot be called so', async () => {
    await dropAll(join(write('models', { 'pets.safetensors': Buffer.from('x') }), 'pets.safetensors'));
    await status(
      '"pets.safetensors" is a model, and no picture; nothing was added. A bundle is opened under "Use a bundle", and a network of your own is chosen under Choices.',
    );
    const name = studio.page.getByRole('textbox', { name: 'Name of class cat' });
    const refusals = {
      '.cat': 'A name has at least one letter, and no dot at its start or end.',
      'cat?': 'A name has no ?: folders of some systems cannot be called so.',
      [`c${'a'.repeat(100)}t`]: 'A name has 100 letters at most.',
      Train:
        'A folder called train is taken for the pictures to train with, so no class is called so: write for example trains.',
    };
    for (const [bad, words] of Object.entries(refusals)) {
      await name.fill(bad);
      await studio.page.locator('.react-aria-FieldError').getByText(words, { exact: true }).waitFor();
    }
    await name.press('Escape');
    await dropAll(write('vehicles', { 'train/1.jpg': smallPicture(1), 'bus/1.jpg': smallPicture(2) }));
    await studio.page.locator('[aria-labelledby=training-heading]').getByText(refusals.Train).waitFor();
    expect(await button('Train').isDisabled()).toBe(true);
    expect(studio.problems).toEqual([]);
  });
});

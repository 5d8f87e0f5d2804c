import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { launchBrowser } from '@graftjs/test-support/browser';
import { describe, expect, it } from 'vitest';
import { checkLook } from './check-look.js';
import { drop } from './watch-page.js';
import { cli, copyPictures, fileInput, labels, listClasses, paste, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

/** The head of a PNG of 20,000 x 10,000 pixels. */
const huge = 'iVBORw0KGgoAAAANSUhEUgAATiAAACcQCAIAAAAAAAAA';
const xrays = join(fileURLToPath(folder), 'train', 'NORMAL');
const pictures = readdirSync(xrays).sort().slice(0, 3).map((file) => join(xrays, file)); // prettier-ignore

describe('pictures in', () => {
  const studio = useStudio({
    switches: ['--use-fake-device-for-media-stream=device-count=2'],
    context: { permissions: ['camera'] },
    prepare: ({ work }) => copyPictures(join(work, 'data'), 20, { every: 20 }),
  });

  const button = (name: string | RegExp) => studio.page.getByRole('button', { name, exact: true });
  const status = (text: string) => studio.page.locator('[role=status]').getByText(text).waitFor();
  const classes = () => listClasses(studio.page);
  const countOf = async (name: string) => Number((await classes()).find(([label]) => label === name)?.[1]);
  const waitForCount = (index: number, least: number) =>
    studio.page.waitForFunction(
      ([row, count]) => Number(document.querySelectorAll('table.classes tbody td.number')[row!]?.textContent) >= count!,
      [index, least],
    );

  describe('from the camera', () => {
    it('starts with two empty classes and what the camera sees', async () => {
      await button('Use the camera').click();
      await studio.page.waitForSelector('.camera video');
      expect(await classes()).toEqual([
        ['class 1', 0],
        ['class 2', 0],
      ]);
      await checkLook(studio.page, 'camera');
    });

    it('records for as long as a button or a key is held, and at a touch', async () => {
      const hold = button('Hold to record class 1');
      await hold.hover();
      await studio.page.mouse.down();
      await waitForCount(0, 3);
      await studio.page.mouse.up();
      await status('of class 1 recorded.');
      await button('Hold to record class 2').focus();
      await studio.page.keyboard.down('Space');
      await waitForCount(1, 2);
      await studio.page.keyboard.up('Space');
      await status('of class 2 recorded.');
      const before = await countOf('class 2');
      await studio.page.keyboard.press('Enter');
      await waitForCount(1, before + 1);
      expect(await studio.page.textContent('[aria-labelledby=pictures-heading]')).toContain(
        'class 1, class 2: at least 3 pictures that were not taken in one go are needed',
      );
    });

    it('takes another camera when asked', async () => {
      const choice = studio.page.locator('.camera select');
      const [, second] = await choice
        .locator('option')
        .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
      await choice.selectOption(second!);
      await studio.page.waitForFunction(
        (wanted) => document.querySelector<HTMLSelectElement>('.camera select')?.value === wanted,
        second,
      );
      await studio.page.waitForSelector('.camera video');
    });

    it('says when the camera is unplugged in the middle of a burst, keeps what it has, and goes on with it', async () => {
      const before = await countOf('class 1');
      await button('Hold to record class 1').focus();
      await studio.page.keyboard.down('Enter');
      await waitForCount(0, before + 2);
      await studio.page.evaluate(() => {
        const { srcObject } = document.querySelector<HTMLVideoElement>('.camera video')!;
        (srcObject as MediaStream).getVideoTracks()[0]!.dispatchEvent(new Event('ended'));
      });
      await status('The camera was unplugged or taken away. What was recorded is kept. Connect it, and try again.');
      await studio.page.keyboard.up('Enter');
      expect(await countOf('class 1')).toBeGreaterThanOrEqual(before + 2);
      await checkLook(studio.page, 'camera-unplugged');
      await button('Try again').click();
      await studio.page.waitForSelector('.camera video');
      await button('Turn the camera off').click();
      expect(await studio.page.locator('.camera').count()).toBe(0);
    });

    it('says when it may not use one, and when there is none', async () => {
      await studio.context.clearPermissions();
      await button('Use the camera').click();
      await status('This page may not use the camera. Allow it beside the address of the page, and try again.');
      await button('Turn the camera off').click();
      await studio.context.grantPermissions(['camera']);

      const without = await launchBrowser(['--use-fake-device-for-media-stream=device-count=0']);
      try {
        const other = await (await without.newContext({ permissions: ['camera'] })).newPage();
        await other.goto(studio.app.address);
        await other.getByRole('button', { name: 'Use the camera' }).click();
        await other.getByText('No camera was found. Connect one, and try again.').waitFor();
      } finally {
        await without.close();
      }
    });

    it('shows bursts as they are: pictures of the class', async () => {
      await button('Show pictures of class 1').click();
      await studio.page.waitForSelector('.grid [role=option]');
      await checkLook(studio.page, 'burst');
      await button('Close').click();
    });
  });

  it('takes what is dropped or pasted on a class, and what is pasted elsewhere for a new one', async () => {
    const before = await countOf('class 2');
    const xray = pictures[0]!;
    await drop(studio.page, 'table.classes tr[data-class="class 2"]', [xray]);
    await status('1 picture has arrived.');
    expect(await countOf('class 2')).toBe(before + 1);
    await studio.page.getByRole('switch', { name: 'class 2 takes part' }).focus();
    await paste(studio.page, pictures[1]!);
    await waitForCount(1, before + 2);
    await studio.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await paste(studio.page, pictures[2]!);
    await studio.page.waitForSelector('tr[data-class="new class"]');
    expect(await countOf('new class')).toBe(1);
    await button('Add a class').click();
    expect((await classes()).map(([name]) => name)).toEqual(['class 1', 'class 2', 'class 4', 'new class']);
  });

  it('exports the project, from which the command line trains what the page does, and opens it again', async () => {
    await button('Remove everything').click();
    const shown = labels.map((label) => join(studio.work, 'data', label));
    await drop(studio.page, zone, shown);
    await studio.page.waitForSelector('tr[data-class="PNEUMONIA"]');
    await button('Use the camera').click();
    await studio.page.waitForSelector('.camera video');
    for (let burst = 0; burst < 4; burst++) {
      for (const label of labels) {
        await button(`Hold to record ${label}`).press('Enter');
        await status(`of ${label} recorded.`);
      }
    }
    await button('Turn the camera off').click();
    await button('Add a class').click();
    const before = await classes();
    await button('Train').click();
    await studio.page.waitForSelector('table.figures', { timeout: 200_000 });
    const accuracy = await studio.page.textContent('table.figures tbody td');

    const file = join(studio.work, 'project.zip');
    const [download] = await Promise.all([studio.page.waitForEvent('download'), button('Export the project').click()]);
    expect(download.suggestedFilename()).toBe('pictures.zip');
    await download.saveAs(file);
    await status('Exported, to be dropped here again, or for graft train.');
    const out = join(studio.work, 'trained.safetensors');
    const said = JSON.parse(
      execFileSync('node', [cli, 'train', file, '--out', out, '--cache', 'none', '--json'], { encoding: 'utf8' }),
    ) as {
      readonly splits: { readonly test: { readonly count: number; readonly accuracy: number } };
    };
    const { test } = said.splits;
    expect(await studio.page.textContent('#results-heading + p')).toContain(`On ${test.count} pictures`);
    expect(accuracy).toContain(`${(100 * test.accuracy).toFixed(1)} %`);

    await button('Remove everything').click();
    await studio.page.locator(fileInput).setInputFiles(file);
    await status('The project pictures is open.');
    expect(await classes()).toEqual(before);
  }, 300_000);

  it('keeps together what a name or a pattern says', async () => {
    const section = studio.page.locator('.group');
    await section.getByText('Pictures of one patient, animal or scene').waitFor();
    await section.getByRole('combobox').selectOption('Names that begin alike, up to the last - or _');
    await section.getByText('No two pictures belong together by that.').waitFor();
    await section.getByRole('combobox').selectOption('A pattern in the name …');
    const pattern = section.getByRole('textbox', { name: 'Pattern' });
    await pattern.fill('(IM-');
    await section.getByText('The group pattern is no regular expression').waitFor();
    await checkLook(studio.page, 'groups');
    await pattern.fill('(IM-0)');
    await pattern.press('Enter');
    await section.getByText(/^\d+ pictures are in 1 group; each group stays on one side\.$/).waitFor();
    await button('Undo').click();
    await section.getByText('No two pictures belong together by that.').waitFor();
    expect(await section.getByRole('combobox').inputValue()).toBe('beginning');
    await section.getByRole('combobox').selectOption('A pattern in the name …');
    expect(await pattern.inputValue()).toBe('([^/]+)[-_ ][^/]*$');
    await section.getByRole('combobox').selectOption('Each is its own');
    expect(await pattern.count()).toBe(0);
  });

  it('refuses by name what it cannot read, and what is too large to be decoded', async () => {
    await button('Remove everything').click();
    const header = Buffer.from(huge, 'base64');
    const files = [
      ['a.heic', '\0\0\0\x18ftypheic'],
      ['b.pdf', '%PDF-1.7'],
      ['c.tif', 'II*\0'],
      ['d.cr2', 'II*\0\x10\0\0\0CR\x02\0'],
    ].map(([name, text]) => ({ name: name!, mimeType: '', buffer: Buffer.from(text!, 'latin1') }));
    const input = studio.page.locator(fileInput);
    await input.setInputFiles([...files, { name: 'huge.png', mimeType: 'image/png', buffer: header }]);
    await button('5 files cannot be used').click();
    const reasons = await studio.page.$$eval('.problems tbody tr', (rows) => rows.map((row) => row.textContent));
    expect(reasons).toEqual([
      'new class/a.heicThe file is in the format HEIC; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
      'new class/b.pdfThe file is in the format PDF; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
      'new class/c.tifThe file is in the format TIFF; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
      'new class/d.cr2The file is in the format camera raw; JPEG, PNG and WebP are read. Convert it to one of them, or remove it.',
      'new class/huge.pngThe picture has 20000 x 10000 pixels, more than the 100 million that are allowed. Downsize it.',
    ]);
    await button('Show pictures of new class').click();
    await studio.page.waitForSelector('.grid [role=option]');
  });

  describe('what the browser keeps', () => {
    it('says what is not kept once there is no room, and keeps it when there is again', async () => {
      await studio.page.evaluate(() => {
        const { put } = IDBObjectStore.prototype;
        Object.assign(globalThis, { giveRoom: () => (IDBObjectStore.prototype.put = put) });
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('full', 'QuotaExceededError');
        };
      });
      await drop(studio.page, 'table.classes tr[data-class="new class"]', pictures);
      await studio.page
        .getByText('The last changes are not kept in this browser: it gives this page no more room.')
        .waitFor();
      expect(await countOf('new class')).toBe(8);
      await studio.page.evaluate(() => (globalThis as unknown as { giveRoom: () => void }).giveRoom());
      await button('Add a class').click();
      await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    });

    it('goes on when what it kept is deleted under it, and keeps what can be', async () => {
      const session = await studio.context.newCDPSession(studio.page);
      const { origin } = new URL(studio.app.address);
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
      await button('Add a class').click();
      await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
      const before = await classes();
      await studio.page.reload();
      await studio.page.waitForSelector('table.classes');
      expect(await classes()).toEqual(before);
    });

    it('goes on without, where it may keep nothing', async () => {
      const other = await (await studio.browser.newContext()).newPage();
      await other.addInitScript(() => {
        indexedDB.open = () => {
          throw new DOMException('denied', 'SecurityError');
        };
      });
      await other.goto(studio.app.address);
      await other.getByText('Nothing is kept in this browser: it does not let this page keep anything.').waitFor();
      await drop(other, zone, [join(studio.work, 'data', labels[0])]);
      await other.waitForSelector('tr[data-class="NORMAL"]');
      await other.context().close();
    });
  });

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

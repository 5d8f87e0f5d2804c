import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBundle } from '@graftjs/bundle';
import { randomStream } from '@graftjs/core';
import { imagePlugin } from '@graftjs/images';
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cli, dropPictures, fileInput, labels } from './small-project.js';
import { useStudio } from './use-studio.js';

const SIZE = 64;

/** Of the size that is trained at, and without loss: two decoders give the same pixels. */
async function makePictures(folder: string, perClass: number): Promise<void> {
  for (const [hue, label] of labels.entries()) {
    mkdirSync(join(folder, label), { recursive: true });
    for (let number = 0; number < perClass; number++) {
      const random = randomStream(number, label);
      const rgb = Uint8Array.from(
        { length: 3 * SIZE * SIZE },
        (_, at) => (at % 3 === hue ? 120 : 60) + random.below(99),
      );
      const raw = { width: SIZE, height: SIZE, channels: 3 } as const;
      await sharp(rgb, { raw })
        .png()
        .toFile(join(folder, label, `${number}.png`));
    }
  }
}

const weightsOf = (file: string) => {
  const { network } = decodeBundle(readFileSync(file), { preprocessors: [imagePlugin] });
  return new Map(
    [...network.weights].map(([name, { data }]) => [name, createHash('sha256').update(data).digest('hex')]),
  );
};

describe('a project in a file', () => {
  const studio = useStudio({ prepare: ({ work }) => makePictures(work, 14) });

  const button = (name: string) => studio.page.getByRole('button', { name, exact: true });
  const field = (name: string) => studio.page.getByRole('textbox', { name, exact: true });
  const select = (name: string) => studio.page.getByRole('combobox', { name, exact: true });
  const status = (text: string) => studio.page.locator('[role=status]').getByText(text).waitFor();
  const input = () => studio.page.locator(fileInput);
  const download = async (name: string, press: () => Promise<void>): Promise<string> => {
    const [file] = await Promise.all([studio.page.waitForEvent('download'), press()]);
    await file.saveAs(join(studio.work, name));
    return join(studio.work, name);
  };
  const typed = {
    'Input size, in pixels': String(SIZE),
    'Units of each layer': '8',
    Blocks: '1',
    'Epochs, at most': '3',
    'Learning rate': '0.003',
    Shift: '0.1',
    'Batch size': '4',
    Seed: '12',
  };
  const chosen = {
    'What is put on it': 'mlp',
    Strategy: 'last-blocks',
    'Augmented pictures': 'views',
    Flip: 'horizontal',
  };

  it('carries the choices to the command line, which trains the very same weights', async () => {
    await dropPictures(studio.page, studio.work);
    await button('Choices').click();
    for (const [name, value] of Object.entries(chosen)) await select(name).selectOption(value);
    for (const [name, value] of Object.entries(typed)) await field(name).fill(value);
    await button('Train').click();
    await studio.page.waitForSelector('#results-heading', { timeout: 200_000 });
    const link = studio.page.getByRole('link', { name: 'Download the bundle' });
    const inPage = weightsOf(await download('page.safetensors', () => link.click()));
    const project = await download('project.zip', () => button('Export the project').click());

    const out = join(studio.work, 'cli.safetensors');
    const flags = ['--backend', 'wasm', '--cache', 'none', '--out', out, '--json'];
    execFileSync('node', [cli, 'train', project, ...flags], { stdio: 'pipe' });
    expect(weightsOf(out)).toEqual(inPage);
  }, 600_000);

  it('comes back with them', async () => {
    const project = readFileSync(join(studio.work, 'project.zip'));
    await button('Remove everything').click();
    await button('Reset to defaults').click();
    expect(await field('Seed').inputValue()).toBe('');
    await input().setInputFiles({ name: 'project.zip', mimeType: 'application/zip', buffer: project });
    await status('The project pictures is open.');
    for (const [name, value] of Object.entries(typed))
      expect([name, await field(name).inputValue()]).toEqual([name, value]);
    for (const [name, value] of Object.entries(chosen))
      expect([name, await select(name).inputValue()]).toEqual([name, value]);
  });

  it('has them after a reload', async () => {
    await studio.page.locator('.keeping').getByText('Kept in this browser').waitFor();
    await studio.page.reload();
    await studio.page.waitForSelector('table.classes');
    await studio.page.locator('button:enabled', { hasText: /^Train$/ }).waitFor();
    await button('Choices').click();
    for (const [name, value] of Object.entries(typed))
      expect([name, await field(name).inputValue()]).toEqual([name, value]);
  });

  it('refuses one that is damaged, or of another version, and leaves everything as it is', async () => {
    const damaged = readFileSync(join(studio.work, 'project.zip'));
    damaged[damaged.indexOf('graft-project')]! ^= 1;
    const writer = new ZipWriter(new Uint8ArrayWriter());
    await writer.add('project.json', new TextReader(JSON.stringify({ format: 'graft-project', version: 2 })));
    const newer = Buffer.from(await writer.close());
    const before = await studio.page.textContent('table.classes');
    for (const [buffer, reason] of [
      [damaged, 'project.zip'],
      [newer, 'its version is 2, and this program reads version 1'],
      [damaged.subarray(0, -100), 'project.zip'],
    ] as const) {
      await input().setInputFiles({ name: 'project.zip', mimeType: 'application/zip', buffer });
      await studio.page.locator('[role=status].problem').getByText(reason).waitFor();
      expect(await studio.page.textContent('table.classes')).toBe(before);
    }
  });

  it('ran without an error, a violation of its policy, or a request to another host', () => {
    expect(studio.problems).toEqual([]);
  });
});

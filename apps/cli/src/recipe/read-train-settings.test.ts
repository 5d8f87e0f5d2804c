import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrainSettings } from './read-train-settings.js';

let work = '';
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'graft-settings-'));
});
afterAll(() => rmSync(work, { recursive: true }));

const write = (name: string, content: Uint8Array | string): string => {
  const file = join(work, name);
  writeFileSync(file, content);
  return file;
};
const project = (name: string, recipe: object): string => {
  const facts = { format: 'graft-project', version: 1, name: 'pets', classes: ['cat', 'dog'], recipe };
  return write(name, zipSync({ 'project.json': strToU8(JSON.stringify(facts)) }));
};

describe('readTrainSettings of a project', () => {
  const freeze = { name: 'last-blocks', options: { blocks: 2, epochs: 4 } };
  const recipe = { seed: 4, groupBy: '(burst)', freeze, augment: { flip: 'horizontal' }, cut: 'block5c_add' };

  it('takes what the project says, and flags before it', async () => {
    const zip = project('pets.zip', recipe);
    expect((await readTrainSettings(zip, {})).settings).toMatchObject({ ...recipe, data: zip });
    const { settings } = await readTrainSettings(zip, { seed: 9, epochs: 7, views: 2, groupBy: undefined });
    expect(settings).toMatchObject({
      seed: 9,
      groupBy: '(burst)',
      freeze: { name: 'last-blocks', options: { blocks: 2, epochs: 7 } },
      augment: { flip: 'horizontal', views: 2 },
    });
  });

  it('takes a recipe file before it, whichever names the zip', async () => {
    project('pets.zip', recipe);
    const other = project('other.zip', { seed: 5, batchSize: 8 });
    const file = write('recipe.json', JSON.stringify({ data: 'pets.zip', freeze: 'fine-tune', augment: 'none' }));
    const { settings } = await readTrainSettings(file, { seed: 9 });
    expect(settings).toMatchObject({ seed: 9, groupBy: '(burst)', freeze: 'fine-tune' });
    expect([settings.augment, settings.cut]).toEqual([undefined, undefined]);
    expect((await readTrainSettings(file, { data: other })).settings).toMatchObject({
      ...{ data: other, seed: 5, freeze: 'fine-tune' },
    });
  });

  it('finds files that it names beside it', async () => {
    const weights = write('vgg16.h5', 'weights');
    const { settings } = await readTrainSettings(
      project('vgg.zip', { seed: 1, backbone: 'vgg16', weights: 'vgg16.h5' }),
      {},
    );
    expect(settings.weights).toBe(weights);
    const network = write('mine.keras', 'network');
    const own = await readTrainSettings(project('own.zip', { seed: 1, backbone: 'mine.keras', preprocess: 'tf' }), {});
    expect(own.settings).toMatchObject({ backbone: network, preprocess: 'tf' });
  });

  it.each([
    [{ seed: 1, batchSize: 0 }, 'bad-recipe', '"batchSize" in project.json of x.zip must be a whole number from 1'],
    [{ seed: 1, bacthSize: 3 }, 'unknown-recipe-key', 'project.json of x.zip has "bacthSize", which no recipe has.'],
    [
      { seed: 1, out: '../model.safetensors', force: true },
      'bad-project',
      'project.json of x.zip has "out", which is not for a project to say. Take it out, and say it yourself: --out, or a recipe.',
    ],
    [{ seed: 1, plugins: ['./x.mjs'] }, 'bad-project', 'project.json of x.zip has "plugins", which is not for a'],
    [
      { seed: 1, backbone: 'vgg16', weights: '../../vgg16.h5' },
      'bad-project',
      '"weights" in project.json of x.zip is "../../vgg16.h5", and a project names files that lie beside it.',
    ],
    [
      { seed: 1, backbone: { name: '/etc/x.h5', options: {} } },
      'bad-project',
      '"backbone" in project.json of x.zip is "/etc/x.h5", and a project names files that lie beside it.',
    ],
    [{ seed: 1, backbone: 'vgg16', weights: 'none.h5' }, 'cannot-read-file', 'none.h5" (--weights): there is no such'],
  ])('refuses %j', async (recipe, code, text) => {
    const message = expect.stringContaining(text);
    await expect(readTrainSettings(project('x.zip', recipe), {})).rejects.toMatchObject({ code, message });
  });
});

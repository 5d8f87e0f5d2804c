import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

interface AugmentAnswer {
  readonly file: string;
  readonly augment: Record<string, unknown>;
  readonly seed: number;
  readonly pictures: string[];
  readonly skipped: { readonly file: string; readonly reason: string }[];
}

const answered = async (...args: string[]) => graftJson<AugmentAnswer>(cwd, 'augment', ...args);
const read = (file: string): Promise<string> => readFile(join(cwd, file), 'utf8');
const viewsIn = (html: string): string[] => html.match(/<img src="data:image\/png/g) ?? [];
let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), { 'train/cat': 9, 'train/dog': 6, 'validation/cat': 2, 'validation/dog': 2 });
  await makePictures(join(cwd, 'bad'), { 'train/cat': 1, 'train/dog': 1, 'validation/cat': 1, 'validation/dog': 1 });
  await writeFile(join(cwd, 'bad/train/cat/picture-0.png'), 'no picture');
  await writeFile(join(cwd, 'recipe.json'), JSON.stringify({ data: 'pets', seed: 5 }));
});

it('shows pictures of the training split, of all classes, with the views that were asked for', async () => {
  const args = ['--preview', 'grid.html', '--augment', 'flip=horizontal,shift=0.1,rotation=10', '--views', '3'];
  const { answer, code } = await answered('pets', ...args, '--count', '5');
  expect(code).toBe(0);
  expect(answer).toEqual({
    file: 'grid.html',
    augment: { flip: 'horizontal', shift: 0.1, zoom: 0, rotation: 10, brightness: 0, contrast: 0, views: 3 },
    seed: 1,
    pictures: [0, 3, 6]
      .map((number) => `train/cat/picture-${number}.png`)
      .concat([0, 3].map((number) => `train/dog/picture-${number}.png`)),
    skipped: [],
  });
  const html = await read('grid.html');
  expect(viewsIn(html)).toHaveLength(15);
  expect(html).toContain('<title>Views of pets</title>');
  expect(html).toContain('rotation 10');
  expect(html).toContain('Seed 1.');

  const [again, reseeded] = await Promise.all([
    answered('pets', ...args, '--count', '5', '--preview', 'again.html'),
    answered('recipe.json', ...args, '--count', '5', '--preview', 'reseeded.html'),
  ]);
  expect(reseeded.answer).toEqual({ ...again.answer, file: 'reseeded.html', seed: 5 });
  expect(await read('again.html')).toBe(html);
  expect(await read('reseeded.html')).not.toBe(html);
});

it('shows the usual ranges where none are given, and says how to ask for them', async () => {
  const { stdout, code } = await graft(cwd, 'augment', 'pets', '--preview', 'usual.html', '--count', '100');
  expect(code).toBe(0);
  expect(stdout).toBe(
    'usual.html: 15 pictures, 8 views of each. Open it in a browser.\n' +
      "As an option: --augment 'flip=horizontal,shift=0.1,zoom=0.1,rotation=10'\n",
  );
  expect(viewsIn(await read('usual.html'))).toHaveLength(15 * 8);
});

it('shows the reason in place of a picture that cannot be read, and ends with 3', async () => {
  const { answer, code, stderr } = await answered('bad', '--preview', 'bad.html', '--views', '2');
  expect(code).toBe(3);
  const reason = expect.stringContaining('The file is no picture of a known format');
  expect(answer.skipped).toEqual([{ file: 'train/cat/picture-0.png', reason }]);
  expect(stderr).toMatch(/^warning: train\/cat\/picture-0\.png cannot be read: The file is no picture/);
  const html = await read('bad.html');
  expect(html).toContain('<td colspan="2">The file is no picture');
  expect(viewsIn(html)).toHaveLength(2);
});

it.each([
  [['pets', '--preview', 'x.html', '--augment', 'tilt=3'], 'unknown-option', 'No option "tilt" in image augmentation'],
  [['pets', '--preview', 'x.html', '--augment', 'shift=9'], 'bad-augmentation', 'a number from 0 to 0.5; got 9'],
  [['pets', '--preview', 'x.html', '--views', '2000'], 'bad-augmentation', 'from 1 to 1000; got 2000'],
  [['pets', '--preview', 'x.html', '--augment', 'shift'], 'bad-usage', 'It takes NAME=VALUE,… with each name once'],
  [['pets'], 'bad-usage', "required option '--preview <file>' not specified"],
  [['pets', '--preview', 'recipe.json'], 'output-exists', 'or replace it with --force'],
  [['bad', '--preview', 'x.html', '--count', '1'], 'no-readable-picture', 'None of the pictures could be read.'],
])('refuses %j', async (args, errorCode, text) => {
  const { answer, code } = await graftJson<object>(cwd, 'augment', ...args);
  expect(code).toBe(2);
  expect(answer).toEqual({ error: { code: errorCode, message: expect.stringContaining(text) } });
  expect(await readdir(cwd)).not.toContain('x.html');
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

interface ExplainAnswer {
  readonly file: string;
  readonly explanations: readonly {
    readonly file: string;
    readonly label: string;
    readonly probability: number;
    readonly layer: string;
    readonly map: { readonly width: number; readonly height: number; readonly values: readonly number[] };
  }[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), { 'train/cat': 6, 'train/dog': 6, 'validation/cat': 2, 'validation/dog': 2 });
  await makePictures(join(cwd, 'new'), { cat: 1, dog: 1 });
  const trained = await graft(cwd, 'train', 'pets', '--input-size', '64', '--out', 'pets.safetensors');
  expect(trained.code).toBe(0);
});

it('writes a page, and gives the maps as numbers; what cannot be read is left out', async () => {
  await writeFile(join(cwd, 'bad.png'), 'no picture');
  const { answer, code } = await graftJson<ExplainAnswer>(cwd, 'explain', 'pets.safetensors', 'new', 'bad.png');
  expect(code).toBe(3);
  expect(answer.file).toBe('explained.html');
  expect(answer.skipped.map(({ file }) => file)).toEqual(['bad.png']);
  expect(answer.explanations.map(({ file, label, layer }) => [file, label, layer])).toEqual([
    ['new/cat/picture-0.png', 'cat', 'head_activation'],
    ['new/dog/picture-0.png', 'dog', 'head_activation'],
  ]);
  for (const { map, probability } of answer.explanations) {
    expect([map.width, map.height, map.values.length]).toEqual([2, 2, 4]);
    expect(Math.max(...map.values)).toBe(1);
    expect(Math.min(...map.values)).toBeGreaterThanOrEqual(0);
    expect(probability).toBeGreaterThan(0.5);
  }
  const page = await readFile(join(cwd, 'explained.html'), 'utf8');
  expect(page).toContain('<h2>new/cat/picture-0.png</h2>');
  expect(page.match(/<img src="data:image\/png/g)).toHaveLength(4);
});

it('asks of one picture what speaks for another label, at another layer, and draws it as the network saw it', async () => {
  const args = ['explain', 'pets.safetensors', 'new/cat/picture-0.png', '--label', 'dog', '--layer', 'block4c_add'];
  const { stdout, code } = await graft(cwd, ...args, '--out', 'heat.png');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^new\/cat\/picture-0\.png {2}dog {2}\d+\.\d %\nheat\.png: where the model looks\.\n$/);
  expect(await sharp(join(cwd, 'heat.png')).metadata()).toMatchObject({ format: 'png', width: 64, height: 64 });
});

it.each([
  [['--label', 'cow'], 'unknown-label', 'knows no label "cow". Nearest: '],
  [['--layer', 'head'], 'unknown-layer', 'has no cut "head". Nearest with rows and columns: '],
  [
    ['--out', 'heat.png'],
    'bad-output',
    'heat.png has room for one picture, and there are 2. Write a page: --out explained.html.',
  ],
  [['--out', 'heat.gif'], 'bad-output', 'A heat map is written as .html or .png; got heat.gif.'],
])('refuses %s', async (args, errorCode, message) => {
  const { answer, code } = await graftJson<Refusal>(
    cwd,
    'explain',
    'pets.safetensors',
    'new',
    '--out',
    'no.html',
    ...args,
  );
  expect(code).toBe(2);
  expect(answer.error).toEqual({ code: errorCode, message: expect.stringContaining(message) as string });
});

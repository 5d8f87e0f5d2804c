import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostTensor } from '@graftjs/core';
import { readSafetensors } from '@graftjs/safetensors';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

interface AddClassAnswer {
  readonly backend: string;
  readonly bundle: string;
  readonly label: string;
  readonly labels: string[];
  readonly pictures: number;
  readonly skipped: { readonly file: string; readonly reason: string }[];
}

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), { 'train/cat': 6, 'train/dog': 6, 'validation/cat': 2, 'validation/dog': 2 });
  await makeGrey(join(cwd, 'new/crow'), 25);
  await makeGrey(join(cwd, 'few/crow'), 2);
  await mkdir(join(cwd, 'empty'));
  await writeFile(join(cwd, 'new/crow/broken.png'), 'no picture');
  await writeFile(join(cwd, 'few/crow/broken.png'), 'no picture');
  await writeFile(join(cwd, 'taken.safetensors'), 'somebody needs this');
  const args = ['train', 'pets', '--input-size', '32', '--backend', 'wasm'];
  const trained = await Promise.all([
    graft(cwd, ...args, '--head', 'prototype', '--out', 'pets.safetensors'),
    graft(cwd, ...args, '--head', 'linear', '--out', 'linear.safetensors'),
  ]);
  expect(trained.map(({ code }) => code)).toEqual([0, 0]);
});

/** Cats and dogs have a colour; these have none. */
async function makeGrey(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number++) {
    const [width, height] = [40, 32];
    const data = Uint8Array.from({ length: width * height }, (_, i) => 20 + ((i * (number + 7)) % 60));
    await sharp(data, { raw: { width, height, channels: 1 } }).toFile(join(folder, `picture-${number}.png`));
  }
}

const bytesOf = ({ data }: HostTensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
const tensorsOf = async (file: string) => readSafetensors(await readFile(join(cwd, file))).tensors;

it('adds a class from a folder, named as it, and leaves out what cannot be read', async () => {
  const before = await readFile(join(cwd, 'pets.safetensors'));
  const args = ['add-class', 'pets.safetensors', 'new/crow', '--out', 'three.safetensors'];
  const { answer, code, stderr } = await graftJson<AddClassAnswer>(cwd, ...args);
  expect(code).toBe(0);
  expect(answer).toEqual({
    backend: expect.any(String),
    bundle: 'three.safetensors',
    label: 'crow',
    labels: ['cat', 'dog', 'crow'],
    pictures: 25,
    skipped: [{ file: 'broken.png', reason: expect.stringContaining('The file is no picture of a known format') }],
  });
  expect(stderr).toContain('1 picture could not be read and was left out:\n  broken.png: ');
  expect((await readFile(join(cwd, 'pets.safetensors'))).equals(before)).toBe(true);
});

it('keeps every bit of the classes that were there', async () => {
  const [old, wider] = await Promise.all([tensorsOf('pets.safetensors'), tensorsOf('three.safetensors')]);
  expect([...wider.keys()]).toEqual([...old.keys()]);
  for (const [name, tensor] of old) {
    const after = wider.get(name)!;
    if (name.startsWith('head/')) {
      expect(after.shape).toEqual([...tensor.shape.slice(0, -1), 3]);
      const kept = after.data.filter((_, at) => at % 3 < 2);
      expect(bytesOf({ ...after, data: kept } as HostTensor).equals(bytesOf(tensor)), name).toBe(true);
    } else {
      expect(bytesOf(after).equals(bytesOf(tensor)), name).toBe(true);
    }
  }
});

it('makes a bundle that predicts, is measured and inspected', async () => {
  const [predicted, measured, inspected] = await Promise.all([
    graftJson<{ label: string; probabilities: Record<string, number> }[]>(
      cwd,
      ...['predict', 'three.safetensors', 'few/crow/picture-0.png', 'pets/train/cat/picture-0.png'],
    ),
    graftJson<{ splits: { validation: { count: number; confusion: number[][] } } }>(
      cwd,
      ...['evaluate', 'three.safetensors', 'pets', '--split', 'validation'],
    ),
    graftJson<{ labels: string[]; metrics: unknown; recipe: object; id: string }>(cwd, 'inspect', 'three.safetensors'),
  ]);
  expect(predicted.answer.map(({ label }) => label)).toEqual(['crow', 'cat']);
  expect(Object.keys(predicted.answer[0]!.probabilities)).toEqual(['cat', 'dog', 'crow']);
  expect(measured.answer.splits.validation).toMatchObject({ count: 4, confusion: [[2, 0, 0], [0, 2, 0], [0, 0, 0]] }); // prettier-ignore
  expect(inspected.answer).toMatchObject({
    id: 'efficientnet-lite0/imagenet+pets+crow',
    labels: ['cat', 'dog', 'crow'],
    metrics: null,
    recipe: { head: 'prototype' },
    versions: { engine: expect.stringMatching(/^wasm-/), decoder: expect.stringMatching(/^sharp /) },
  });
});

it('adds another one under a name of its own, and says what it did', async () => {
  const args = ['add-class', 'three.safetensors', 'pets/train/dog', '--label', 'big dog', '--out', 'four.safetensors'];
  const { stdout, code } = await graft(cwd, ...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^four\.safetensors tells 4 classes apart: cat, dog, crow, big dog\. big dog is the mean of 6 pictures \(.*\)\.\n.*graft evaluate four\.safetensors <data>\n$/,
  );
});

it.each([
  ['pets.safetensors pets/train/dog', 'label-exists', 'has a class "dog" already; its classes are cat, dog. Name the'],
  [
    'linear.safetensors new/crow',
    'not-a-prototype',
    'linear.safetensors has the head linear, which takes another class',
  ],
  ['pets.safetensors empty', 'no-pictures', 'The folder empty holds no .jpg, .jpeg, .png or .webp.'],
  ['pets.safetensors pets/train', 'several-classes', 'which look like classes: cat, dog. Name the folder of one class'],
  ['pets.safetensors nowhere', 'missing-folder', 'There is no folder "nowhere". Name one with pictures'],
  ['pets.safetensors few/crow', 'too-many-bad-inputs', 'At least 1 of the 3 inputs'],
  ['pets.safetensors new/crow --strict', 'bad-input', 'broken.png: The file is no picture'],
  ['pets.safetensors new/crow --out taken.safetensors', 'output-exists', 'or replace it with --force'],
  ['pets.safetensors new/crow --out three', 'bad-bundle-name', 'Name it three.safetensors.'],
])('refuses add-class %s', async (line, errorCode, text) => {
  const args = line.split(' ');
  const out = args.includes('--out') ? [] : ['--out', 'x.safetensors'];
  const { answer, code } = await graftJson<object>(cwd, 'add-class', ...args, ...out);
  expect(code).toBe(2);
  expect(answer).toEqual({ error: { code: errorCode, message: expect.stringContaining(text) } });
  await expect(access(join(cwd, 'x.safetensors'))).rejects.toThrow('ENOENT');
});

it('asks for a name', async () => {
  const args = ['add-class', 'pets.safetensors', 'new/crow', '--label', ' ', '--out', 'x.safetensors'];
  const { answer } = await graftJson<object>(cwd, ...args);
  expect(answer).toEqual({ error: { code: 'bad-label', message: 'A class needs a name. Give it one with --label.' } });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { encodeNpz } from '../src/arrays/npz.js';
import { readNpz } from '../src/arrays/read-npz.js';
import { graft, graftJson, makeFolder } from './graft.js';
import { makePets, tiny } from './tiny-run.js';

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePets(cwd);
  const trained = await graft(cwd, 'train', 'pets', ...tiny, '--out', 'pets.safetensors');
  expect([trained.code, trained.stderr]).toEqual([0, expect.any(String)]);
});

it('takes a bundle to Keras and runs the file on pixels: what predict says of the picture', async () => {
  const exported = await graft(cwd, 'export', 'pets.safetensors', '--to', 'keras', '--out', 'pets.keras');
  expect([exported.code, exported.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^pets\.keras: .* as keras, .* MB\npets\.keras\.md: how to use it, with the code to do it\n$/,
    ),
  ]);
  const file = 'pets/train/dog/picture-1.png';
  // Of the size that the network sees, so that nothing is resized.
  const small = await sharp(join(cwd, file)).resize(32, 32, { fit: 'fill' }).removeAlpha().png().toBuffer();
  await writeFile(join(cwd, 'small.png'), small);
  const pixels = await sharp(small).raw().toBuffer();
  const x0 = { shape: [1, 32, 32, 3], data: Float32Array.from(pixels) };
  await writeFile(join(cwd, 'in.npz'), encodeNpz(new Map([['x0', x0]])));
  const ran = await graftJson(cwd, 'run', 'pets.keras', '--input', 'in.npz', '--output', 'out.npz');
  expect([ran.code, ran.answer]).toMatchObject([0, { file: 'out.npz', outputs: [{ array: 'y0', shape: [1, 2] }] }]);
  const answer = (await readNpz(await readFile(join(cwd, 'out.npz')))).get('y0')!.data;
  type Answer = { probabilities: { cat: number; dog: number } }[];
  const predicted = await graftJson<Answer>(cwd, 'predict', 'pets.safetensors', 'small.png');
  const { cat, dog } = predicted.answer[0]!.probabilities;
  expect([answer[0], answer[1]]).toEqual([expect.closeTo(cat, 5), expect.closeTo(dog, 5)]);
});

it('says what is wrong by exit code 2, and what there is to choose from', async () => {
  const format = await graft(cwd, 'export', 'pets.safetensors', '--to', 'tflite', '--out', 'pets.tflite');
  expect([format.code, format.stderr]).toEqual([2, expect.stringContaining('Allowed choices are keras, onnx, tfjs,')]);
  const weights = await graft(cwd, 'run', 'nowhere.keras', '--input', 'in.npz', '--output', 'other.npz');
  expect([weights.code, weights.stderr]).toEqual([2, expect.stringContaining('Cannot read "nowhere.keras"')]);
  const taken = await graft(cwd, 'run', 'pets.keras', '--input', 'in.npz', '--output', 'pets.keras', '--force');
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('pets.keras')]);
});

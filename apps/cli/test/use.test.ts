import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { parse } from 'npyjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { graft, graftJson, makeFolder, makePictures } from './graft.js';

let cwd: string;

beforeAll(async () => {
  cwd = await makeFolder();
  await makePictures(join(cwd, 'pets'), { 'train/cat': 6, 'train/dog': 6, 'validation/cat': 2, 'validation/dog': 2 });
  await makePictures(join(cwd, 'pets'), { 'test/cat': 3, 'test/dog': 3 }, 'jpeg');
  await makePictures(join(cwd, 'album/2024, "summer"'), { cat: 1, dog: 1 }, 'webp');
  await makePictures(join(cwd, 'new'), { cat: 3, dog: 3 });
  const trained = await graft(cwd, 'train', 'pets', '--input-size', '32', '--out', 'pets.safetensors');
  expect(trained.code).toBe(0);
});

describe('predict', () => {
  type Answer = { file: string; label: string; probabilities: Record<string, number> }[];

  it('says what is in pictures and folders of them', async () => {
    const { answer, code } = await graftJson<Answer>(
      cwd,
      'predict',
      'pets.safetensors',
      'album',
      'new/dog/picture-1.png',
    );
    expect(code).toBe(0);
    expect(answer.map(({ file, label }) => [file, label])).toEqual([
      [join('album', '2024, "summer"', 'cat', 'picture-0.webp'), 'cat'],
      [join('album', '2024, "summer"', 'dog', 'picture-0.webp'), 'dog'],
      ['new/dog/picture-1.png', 'dog'],
    ]);
    for (const { probabilities } of answer) {
      expect(Object.keys(probabilities)).toEqual(['cat', 'dog']);
      expect((probabilities['cat'] ?? 0) + (probabilities['dog'] ?? 0)).toBeCloseTo(1, 5);
    }
  });

  it('reports pictures that cannot be read, does the rest, and ends with 3', async () => {
    const jpeg = await readFile(join(cwd, 'pets/test/cat/picture-0.jpeg'));
    const png = await readFile(join(cwd, 'new/cat/picture-0.png'));
    const huge = Buffer.from(png);
    huge.writeUInt32BE(20_000, 16);
    huge.writeUInt32BE(20_000, 20);
    const bad = {
      'text.png': Buffer.from('no picture'),
      'empty.jpg': Buffer.alloc(0),
      'short.jpg': jpeg.subarray(0, jpeg.length - 60),
      'corrupt.png': Buffer.concat([png.subarray(0, 60), Buffer.alloc(40), png.subarray(100)]),
      'huge.png': huge,
      'moving.gif': await sharp(png).gif().toBuffer(),
    };
    for (const [name, bytes] of Object.entries(bad)) await writeFile(join(cwd, name), bytes);

    const pictures = ['nowhere.png', ...Object.keys(bad), 'new/cat/picture-0.png'];
    const { answer, code, stderr } = await graftJson<Answer>(cwd, 'predict', 'pets.safetensors', ...pictures);
    expect(code).toBe(3);
    expect(answer.map(({ file, label }) => [file, label])).toEqual([['new/cat/picture-0.png', 'cat']]);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'warning: nowhere.png is left out: There is no such file.',
      expect.stringMatching(/^warning: text\.png is left out: The file is no picture/),
      expect.stringMatching(/^warning: empty\.jpg is left out: The file is empty/),
      expect.stringMatching(/^warning: short\.jpg is left out: The JPEG picture cannot be decoded.* cut short/),
      expect.stringMatching(/^warning: corrupt\.png is left out: The PNG picture cannot be decoded.* damaged/),
      expect.stringMatching(/^warning: huge\.png is left out: The picture has 20000 x 20000 pixels/),
      expect.stringMatching(/^warning: moving\.gif is left out: The file is in the format GIF; JPEG, PNG and WebP are/),
    ]);
  });

  it('writes a table that names with commas and quotes do not break', async () => {
    const { code, stderr } = await graft(cwd, 'predict', 'pets.safetensors', 'album', '--out', 'album.csv');
    expect(code).toBe(0);
    expect(stderr).toBe('Wrote album.csv.\n');
    const [head, first] = (await readFile(join(cwd, 'album.csv'), 'utf8')).split('\n');
    expect(head).toBe('file,label,cat,dog');
    expect(first).toMatch(/^"album.2024, ""summer"".cat.picture-0\.webp",cat,[\d.e-]+,[\d.e-]+$/);
  });

  it('names pictures by the classifier that a backbone came with', async () => {
    const args = ['predict', 'efficientnet-lite0', 'new/cat/picture-0.png', '--top', '5'];
    const { answer } = await graftJson<Answer>(cwd, ...args);
    const probabilities = Object.values(answer[0]?.probabilities ?? {});
    expect(probabilities).toHaveLength(5);
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
    expect(Object.keys(answer[0]?.probabilities ?? {})[0]).toBe(answer[0]?.label);

    await graft(cwd, ...args, '--out', 'top.csv');
    const rows = (await readFile(join(cwd, 'top.csv'), 'utf8')).trim().split('\n');
    expect(rows[0]).toBe('file,rank,label,probability');
    expect(rows).toHaveLength(6);
    expect((await graft(cwd, ...args)).stdout.split('\n')[0]).toContain(answer[0]?.label);
  });
});

describe('evaluate', () => {
  interface Measured {
    readonly splits: Record<string, object>;
    readonly seenInTraining: number | null;
  }

  it('measures the part that is asked for', async () => {
    const args = ['evaluate', 'pets.safetensors', 'pets', '--split', 'validation'];
    const { answer, code } = await graftJson<{ splits: Record<string, object> }>(cwd, ...args);
    expect(code).toBe(0);
    expect(Object.keys(answer)).toEqual(['backend', 'seconds', 'bundle', 'splits', 'seenInTraining', 'skipped']);
    expect(Object.keys(answer.splits)).toEqual(['validation']);
    expect(answer.splits['validation']).toMatchObject({
      count: 4,
      accuracy: 1,
      confusion: [
        [2, 0],
        [0, 2],
      ],
    });
  });

  it('gives what training measured, to the last bit', async () => {
    const trained = await graftJson<{ metrics: Record<string, object> }>(cwd, 'inspect', 'pets.safetensors');
    const { answer } = await graftJson<{ splits: object }>(cwd, 'evaluate', 'pets.safetensors', 'pets');
    expect(answer.splits).toEqual({ test: trained.answer.metrics['test'] });
  });

  it('measures every picture of a folder that is new to the bundle', async () => {
    const { answer, stderr } = await graftJson<Measured>(cwd, 'evaluate', 'pets.safetensors', 'new');
    expect(answer).toMatchObject({ splits: { all: { count: 6, accuracy: 1 } }, seenInTraining: 0 });
    expect(stderr).toBe('All 6 pictures of new. None of them trained this bundle.\n');
    const { stdout } = await graft(cwd, 'evaluate', 'pets.safetensors', 'new');
    expect(stdout).toMatch(/^pets\.safetensors on new \(/);
    expect(stdout).toMatch(/cat +3 +0\ndog +0 +3\n$/);
  });

  it('measures the test split of the folder that it was trained on, though files have other names, and says so', async () => {
    await makePictures(join(cwd, 'flat'), { cat: 20, dog: 20 });
    const train = ['train', 'flat', '--input-size', '32', '--out', 'flat.safetensors'];
    expect((await graft(cwd, ...train)).stdout).toContain('of the head before it was fitted to these too');
    await cp(join(cwd, 'flat'), join(cwd, 'copy'), { recursive: true });
    const { answer, stderr } = await graftJson<Measured>(cwd, 'evaluate', 'flat.safetensors', 'copy');
    expect(Object.keys(answer.splits)).toEqual(['test']);
    expect(answer.seenInTraining).toBe(0);
    expect(stderr).toMatch(
      /^\d+ of 40 pictures of copy: the test split drawn with seed 1\. To measure every picture, give/m,
    );
    expect(stderr).not.toContain('flatter');
  });

  it('warns of figures that flatter: of pictures that trained it, and of those that its head was refitted on', async () => {
    for (const [split, seen, words] of [
      ['train', 12, 'trained on these pictures'],
      ['validation', 4, 'trained on these pictures'],
      ['all', 16, 'trained on 16 of these 22 pictures'],
      ['test', 0, undefined],
    ] as const) {
      const { answer, stderr } = await graftJson<Measured>(
        cwd,
        'evaluate',
        'pets.safetensors',
        'pets',
        '--split',
        split,
      );
      expect([split, answer.seenInTraining]).toEqual([split, seen]);
      if (words === undefined) expect(stderr).not.toContain('flatter');
      else expect(stderr).toContain(`${words}, so these figures flatter it.`);
    }
  });

  it('needs neither a folder train nor every class', async () => {
    await makePictures(join(cwd, 'held-out'), { 'test/dog': 3 });
    const { answer, stderr, code } = await graftJson<Measured>(cwd, 'evaluate', 'pets.safetensors', 'held-out');
    expect(code).toBe(0);
    expect(answer.splits).toMatchObject({ test: { count: 3, auc: null, labels: ['cat', 'dog'] } });
    expect(stderr).toContain('warning: No picture of cat was measured');
  });
});

it('features: writes arrays for numpy, the same twice', async () => {
  const args = [
    'features',
    'efficientnet-lite0',
    'pets',
    '--input-size',
    '32',
    '--cut',
    'block5c_add',
    '--pool',
    'max',
  ];
  const { answer, code } = await graftJson<object>(cwd, ...args, '--out', 'pets.npz', '--cache', 'none');
  expect(code).toBe(0);
  expect(answer).toMatchObject({
    file: 'pets.npz',
    width: 112,
    splits: { train: 12, validation: 4, test: 6 },
    skipped: [],
  });
  await graft(cwd, ...args, '--out', 'again.npz', '--workers', '1', '--backend', 'wasm');
  const bytes = await readFile(join(cwd, 'pets.npz'));
  expect((await readFile(join(cwd, 'again.npz'))).equals(bytes)).toBe(true);

  const files = unzipSync(bytes);
  const array = (name: string) => parse((files[`${name}.npy`] ?? new Uint8Array()).slice().buffer);
  expect(Object.keys(files)).toEqual(
    ['features', 'labels', 'label_names', 'files', 'splits'].map((name) => `${name}.npy`),
  );
  expect(array('features')).toMatchObject({ shape: [22, 112], dtype: 'f4' });
  expect(array('labels')).toMatchObject({ shape: [22], dtype: 'i4' });
  expect([...(array('labels').data as Int32Array)].filter(Boolean)).toHaveLength(11);
  expect(array('files')).toMatchObject({ shape: [22], dtype: 'U28' });
});

describe('inspect', () => {
  it('shows an architecture, and where it is best cut', async () => {
    const { stdout } = await graft(cwd, 'inspect', 'efficientnet-lite0', '--cuts');
    expect(stdout).toContain('Total params: 4,694,024');
    expect(stdout).toContain('Trainable params: 4,652,008');
    expect(stdout).toMatch(/block5c_add +14 x 14 x 112\n/);
    expect(stdout).toMatch(/head_activation +7 x 7 x 1280 +← bottleneck/);
    expect(stdout).toMatch(/Bottleneck +head_activation \(7 x 7 x 1280\): .*last cut before GlobalAveragePooling2D/);
    expect(stdout).toMatch(
      /Preprocessing +pictures resized to 224 x 224 pixels \(bilinear\), RGB, \(level - 127\) \/ 128\n/,
    );
    expect(stdout).toMatch(/Licence +Apache-2\.0/);
    expect(stdout).toMatch(/Trained on +ImageNet/);
    expect(stdout).toMatch(/Classes +tench/);
    const { answer } = await graftJson<{ id: string; labels: string[] }>(cwd, 'inspect', 'efficientnet-lite0');
    expect([answer.id, answer.labels.length]).toEqual(['efficientnet-lite0', 1000]);
  });

  it('shows what a head would add, with the rest frozen', async () => {
    const args = ['inspect', 'efficientnet-lite0', '--no-top', '--head', 'linear', '--classes', '5'];
    const { answer } = await graftJson<{ parameters: object; layers: { name: string }[] }>(cwd, ...args);
    expect(answer.parameters).toEqual({ total: 3_419_429, trainable: 6_405, nonTrainable: 3_413_024 });
    expect(answer.layers.at(-1)).toMatchObject({ name: 'head/scores', outputs: [[null, 5]] });
  });

  it('shows a large network without its weights', async () => {
    const whole = await graft(cwd, 'inspect', 'vgg19');
    expect(whole.stdout).toContain('Total params: 143,667,240');
    expect(whole.stdout).toMatch(/Bottleneck +block5_pool \(7 x 7 x 512\): .*last cut before Flatten "flatten"/);
    expect(whole.stdout).toMatch(/Preprocessing +pictures .* BGR, \(level - \[123\.68, 116\.779, 103\.939\]\) \/ 1\n/);
    expect(whole.stdout).toMatch(/Licence +CC-BY-4\.0/);
    const tuned = await graft(cwd, 'inspect', 'vgg19', '--no-top', '--head', 'linear', '--classes', '2');
    expect(tuned.stdout).toContain('Total params: 20,025,410');
    expect(tuned.stdout).toContain('Trainable params: 1,026');
    expect(tuned.stdout).toContain('Non-trainable params: 20,024,384');
    expect(tuned.stdout).toMatch(/Bottleneck +block5_pool \(7 x 7 x 512\): block5_pool is the output of vgg19/);
  });

  it.each([
    ['mobilenet-v2-0.35', 1_691_208],
    ['mobilenet-v2', 3_538_984],
    ['resnet50', 25_636_712],
    ['inception-v3', 23_851_784],
    ['vgg16', 138_357_544],
  ])('shows %s', async (name, total) => {
    const { answer } = await graftJson<{ parameters: { total: number } }>(cwd, 'inspect', name);
    expect(answer.parameters.total).toBe(total);
  });

  it('shows a bundle with its classes and recipe', async () => {
    const { stdout } = await graft(cwd, 'inspect', 'pets.safetensors');
    expect(stdout).toMatch(/Classes +cat, dog/);
    expect(stdout).toContain('Trainable params: 2,562');
    expect(stdout).toContain('"data": "pets"');
  });
});

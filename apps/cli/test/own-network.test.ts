import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Network } from '@graftjs/core';
import { writeNetworkSafetensors } from '@graftjs/formats';
import { unzipSync } from 'fflate';
import { parse } from 'npyjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graft, graftJson, makeFolder } from './graft.js';
import { makePets, readRecord } from './tiny-run.js';

const models = fileURLToPath(new URL('../../../packages/backbones/fixtures/own-models/', import.meta.url));
const fixture = JSON.parse(readFileSync(join(models, 'expected.json'), 'utf8')) as {
  readonly side: number;
  readonly cases: readonly { readonly features: readonly number[]; readonly answers: readonly number[] }[];
};
interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

const oneThread = ['--backend', 'wasm', '--workers', '1'];
const own = ['--backbone', 'my_model_A.h5', '--drop-last', '1', '--preprocess', 'tf'];

let cwd: string;
beforeAll(async () => {
  cwd = await makeFolder();
  await cp(models, cwd, { recursive: true });
  await makePets(cwd);
  await writeFile(join(cwd, 'labels.txt'), 'red\ngreen\nblue\n');
  await cp(join(cwd, 'my_model_A.h5'), join(cwd, 'my_model'));
  await mkdir(join(cwd, 'saved'));
  await writeFile(join(cwd, 'saved/saved_model.pb'), '');
  await writeFile(join(cwd, 'twice.txt'), 'red\ngreen\nred\n');
  await writeFile(join(cwd, 'zero.json'), '{ "mean": 1, "std": 0 }');
  await writeFile(join(cwd, 'gap.txt'), 'red\n\nblue\n');
  await writeFile(join(cwd, 'tf.json'), '{ "mean": 127.5, "std": 127.5 }');
  await writeFile(join(cwd, 'list.json'), '[127.5]');
  await writeFile(join(cwd, 'broken.json'), '{ "mean": ');
  await writeFile(join(cwd, 'score.safetensors'), writeNetworkSafetensors(oneScore));
  const { side } = fixture;
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, i) => (37 * i + Math.floor(i / 7)) % 256);
  const png = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  for (const folder of ['train/a', 'train/b', 'validation/a', 'validation/b'].map((place) => `picture/${place}`)) {
    await mkdir(join(cwd, folder), { recursive: true });
    await writeFile(join(cwd, folder, 'picture.png'), png);
  }
});
afterAll(() => rm(cwd, { recursive: true }));

const [expected] = fixture.cases;

/** One number, and no sigmoid to say of what. */
const oneScore: Network = {
  name: 'one-score',
  inputs: [{ name: 'image', shape: [null, 24, 24, 3], dtype: 'float32' }],
  layers: [
    { name: 'pool', type: 'GlobalAveragePooling2D', inputs: [{ from: 'image' }], options: {}, weights: {} },
    {
      name: 'score',
      type: 'Dense',
      inputs: [{ from: 'pool' }],
      options: { units: 1, use_bias: false },
      weights: { kernel: 'score/kernel' },
    },
  ],
  outputs: [{ from: 'score' }],
  weights: new Map([['score/kernel', { dtype: 'float32', shape: [3, 1], data: Float32Array.of(1, 2, 3) }]]),
};

describe('a network of your own', () => {
  it('trains a new head in one command, and the bundle needs the file no more', async () => {
    const trained = await graft(cwd, 'train', 'pets', ...own, ...oneThread, '--out', 'mine.safetensors');
    expect(trained).toMatchObject({ code: 0 });
    const { recipe } = await readRecord(join(cwd, 'mine.safetensors'));
    const bytes = await readFile(join(cwd, 'my_model_A.h5'));
    expect(recipe).toMatchObject({
      backbone: 'my_model_A.h5',
      backboneSha256: createHash('sha256').update(bytes).digest('hex'),
      dropLast: 1,
      preprocess: 'tf',
    });
    const said = await graft(cwd, 'inspect', 'mine.safetensors');
    expect(said.stdout).not.toContain(cwd);
    expect(said.stdout).toContain('Trainable params: 14');

    await rm(join(cwd, 'my_model_A.h5'));
    const { answer, code } = await graftJson<{ label: string }[]>(cwd, 'predict', 'mine.safetensors', 'pets/test');
    expect([code, answer.length]).toEqual([0, 4]);
    await cp(join(models, 'my_model_A.h5'), join(cwd, 'my_model_A.h5'));
  });

  it('is trained from a recipe in another folder, which knows the file by its bytes', async () => {
    await mkdir(join(cwd, 'recipes'), { recursive: true });
    const recipe = { data: '../pets', backbone: '../my_model_A.h5', dropLast: 1, preprocess: '../tf.json' };
    const write = (more: object) =>
      writeFile(join(cwd, 'recipes/mine.json'), JSON.stringify({ ...recipe, out: '../recipe.safetensors', ...more }));
    await write({});
    const trained = await graft(cwd, 'train', 'recipes/mine.json', ...oneThread);
    expect(trained).toMatchObject({ code: 0 });
    const record = await readRecord(join(cwd, 'recipe.safetensors'));
    expect(record.recipe).toMatchObject({ backbone: 'my_model_A.h5', preprocess: { mean: 127.5, std: 127.5 } });
    const [one, two] = await Promise.all(
      ['mine.safetensors', 'recipe.safetensors'].map((bundle) => graft(cwd, 'predict', bundle, 'pets/test')),
    );
    expect(one?.stdout).toBe(two?.stdout);

    await write({ backboneSha256: '0'.repeat(64) });
    const refused = await graftJson<Refusal>(cwd, 'train', 'recipes/mine.json', ...oneThread, '--force');
    expect(refused.code).toBe(2);
    expect(refused.answer.error).toEqual({
      code: 'other-file',
      message: expect.stringMatching(
        /^The recipe was made with a .*my_model_A\.h5 whose SHA-256 is 0+, and this one has /,
      ) as string,
    });
  });

  it('gives the features that Keras gives', async () => {
    const { code } = await graft(cwd, 'features', 'my_model_A.h5', 'picture', ...own.slice(2), ...oneThread, '--out', 'f.npz'); // prettier-ignore
    expect(code).toBe(0);
    const features = parse(unzipSync(await readFile(join(cwd, 'f.npz')))['features.npy']!.slice().buffer);
    expect(features.shape).toEqual([4, 6]);
    expected!.features.forEach((value, at) => {
      expect(Math.abs((features.data as Float32Array)[at]! - value)).toBeLessThan(1e-5);
    });
  });

  it('is known by what lies in it, whatever it is called', async () => {
    const [named, unnamed] = await Promise.all(
      ['my_model_A.h5', 'my_model'].map((file) => graft(cwd, 'inspect', file)),
    );
    expect(unnamed!.code).toBe(0);
    expect(unnamed!.stdout).toContain('Total params');
    expect(unnamed!.stdout.split('Total params')[1]).toBe(named!.stdout.split('Total params')[1]);
  });

  it('predicts by its own classes', async () => {
    const named = ['--preprocess', 'tf', '--labels', 'labels.txt', '--backend', 'wasm'];
    type Answer = { label: string; probabilities: Record<string, number> }[];
    const { answer } = await graftJson<Answer>(
      cwd,
      'predict',
      'my_model_A.h5',
      'picture/train/a/picture.png',
      ...named,
    );
    expect(answer[0]?.label).toBe('blue');
    ['red', 'green', 'blue'].forEach((label, at) => {
      expect(Math.abs(answer[0]!.probabilities[label]! - expected!.answers[at]!)).toBeLessThan(1e-5);
    });
    // One sigmoid unit speaks for two classes, and scores without softmax are said to be such.
    const grey = await graftJson<Answer>(cwd, 'predict', 'grey.h5', 'picture/train/a', '--preprocess', '0..1');
    expect(Object.keys(grey.answer[0]!.probabilities)).toEqual(['class 0', 'class 1']);
    const raw = await graft(cwd, 'predict', 'nested.h5', 'picture/train/a', '--preprocess', 'torch');
    expect(raw.code).toBe(0);
    expect(raw.stderr).toContain('nested.h5 ends in raw scores; the probabilities shown are their softmax.');
  });

  it('can be looked at whole, in part, with a head, and where it can be cut', async () => {
    const whole = await graft(cwd, 'inspect', 'my_model_A.h5', '--cuts');
    expect(whole.stdout).toContain('Total params: 659');
    expect(whole.stdout).toMatch(/last_conv +6 x 6 x 8 +← bottleneck/);
    expect(whole.stdout).toMatch(/Preprocessing +not said by the file; to use it, say --preprocess caffe, torch, tf/);
    expect(whole.stdout).toMatch(/File +keras-h5 keras_version 3\.15\.1/);
    const bare = await graftJson<{ parameters: object; bottleneck: object }>(cwd, 'inspect', 'my_model_A.h5', '--no-top', '--head', 'linear', '--classes', '4'); // prettier-ignore
    expect(bare.answer).toMatchObject({
      parameters: { total: 620, trainable: 36 },
      bottleneck: { layer: 'last_conv' },
    });
    const scaled = await graft(cwd, 'inspect', 'rescaled.keras');
    expect(scaled.stdout).toMatch(/Preprocessing +levels from 0 to 255, which Rescaling "rescaling" scales/);
    expect((await graft(cwd, 'inspect', 'pair.keras')).stdout).toContain('Total params: ');
  });

  it('says that it scales pixels itself, and can start from random weights', async () => {
    const args = ['--backbone', 'rescaled.keras', '--input-size', '24', '--weights', 'none', '--drop-last', '1'];
    const { code, stderr } = await graft(cwd, 'train', 'pets', ...args, ...oneThread, '--out', 'scaled.safetensors');
    expect(code).toBe(0);
    expect(stderr).toContain(
      'rescaled scales pixels itself (Rescaling "rescaling"), so it is fed levels from 0 to 255.',
    );
  });

  it.each([
    ['train pets --backbone my_model_A.h5', 'no-preprocessing', 'say it as --preprocess:'],
    ['train pets --backbone my_model_A.h5 --preprocess labels.json', 'cannot-read-file', 'Cannot read "labels.json"'],
    [
      'train pets --backbone my_model_A.h5 --preprocess expected.json',
      'unknown-option',
      '"expected.json": No option "madeBy" in preprocessing. Use: mean, std, channels, resize, filter.',
    ],
    ['train pets --backbone my_model_A.h5 --preprocess tf --drop-last 99', 'too-many-layers', 'Drop at most 11.'],
    ['train pets --backbone my_model_A.h5 --preprocess tf --weights imagenet', 'unused-option', 'Leave it out.'],
    ['export my_model_A.h5 --to keras --out a.onnx', 'bad-output', 'Name it a.keras.'],
    ['features my_model_A.h5 pets --preprocess tf --cut join,last_conv --out f2.npz', 'bad-option', 'takes one layer'],
    ['train pets --backbone rescaled.keras', 'no-input-size', 'takes pictures of any size'],
    ['train pets --backbone pair.keras --preprocess tf', 'several-inputs', 'left (24 x 24 x 3), right (24 x 24 x 3)'],
    ['train pets --backbone nowhere.h5 --preprocess tf', 'cannot-read-file', 'Cannot read "nowhere.h5"'],
    ['train pets --preprocess tf', 'unused-option', 'efficientnet-lite0 brings its preprocessing.'],
    ['train pets --backbone my_model_A.h5 --preprocess list.json', 'bad-preprocessing', 'it holds [127.5].'],
    ['train pets --backbone my_model_A.h5 --preprocess broken.json', 'bad-preprocessing', 'broken.json must hold '],
    [
      'predict my_model_A.h5 picture --preprocess tf --labels twice.txt',
      'bad-labels',
      'names "red" on line 1 and on line 3.',
    ],
    [
      'predict my_model_A.h5 picture --preprocess zero.json',
      'bad-image-spec',
      '"zero.json": Image preprocessing: std must be',
    ],
    ['predict my_model_A.h5 picture --preprocess {"mean":1}', 'bad-preprocessing', 'name it: --preprocess scale.json.'],
    ['predict nowhere.h5 picture', 'cannot-read-file', 'Cannot read "nowhere.h5": there is no such file.'],
    [
      'run vgg19 --input in.npz --output o.npz',
      'cannot-read-file',
      'Cannot read "in.npz" (--input): there is no such file.',
    ],
    ['predict my_model_A.h5 picture --preprocess tf --labels gap.txt', 'bad-labels', 'line 2 is empty.'],
    ['predict score.safetensors picture --preprocess tf', 'raw-scores', 'ends in one number without a sigmoid'],
    ['predict mine.safetensors picture --labels labels.txt', 'unused-option', 'Leave --labels out.'],
    [
      'predict my_model_A.h5 picture --preprocess tf --labels tf.json',
      'labels-mismatch',
      'tells 3 classes apart; got 1',
    ],
    ['inspect saved', 'saved-model', '"saved": '],
    ['train pets --backbone saved --preprocess tf', 'saved-model', '"saved": '],
    ['inspect pets', 'unknown-backbone', 'pets is a folder of pictures, or of other files, and not of a network'],
    ['inspect labels.txt', 'unknown-file', 'This is no network that Graft can open.'],
    ['inspect mine.safetensors --drop-last 1', 'unused-option', 'mine.safetensors is a bundle, or weights'],
  ])('refuses: graft %s', async (line, code, message) => {
    const { answer, ...result } = await graftJson<Refusal>(cwd, ...line.split(' '));
    expect(result.code).toBe(2);
    expect(answer.error.code).toBe(code);
    expect(answer.error.message).toContain(message);
  });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBundle, loadModel } from '@graftjs/bundle';
import { exportFormats } from '@graftjs/bundle/export';
import { loadBundle } from '@graftjs/bundle/files';
import { tinyRun } from '@graftjs/bundle/fixtures/tiny-run';
import type { HostTensor, ImageInput, Json, RgbImage, Run } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { openNetworkFile } from '@graftjs/formats/files';
import { imagePlugin, imagePreprocess } from '@graftjs/images';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answeringContext } from '../../test/answering-context.js';
import { exportModel } from './export.js';

const spec = {
  input: 'input',
  width: 4,
  height: 4,
  mean: [120, 110, 100],
  std: [50, 60, 70],
  channels: 'bgr',
} as const;
let work = '';
let bundle = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-export-'));
  bundle = join(work, 'flowers.safetensors');
  const run = tinyRun() as unknown as Run<ImageInput>;
  const backbone = { ...run.recipe.backbone, preprocess: imagePreprocess(spec) };
  await writeFile(bundle, encodeBundle({ ...run, recipe: { ...run.recipe, backbone } }));
  await startBackend('cpu');
});
afterAll(() => rm(work, { recursive: true }));

const { context, answered: given } = answeringContext();
const picture: RgbImage = {
  width: 4,
  height: 4,
  rgb: Uint8ClampedArray.from({ length: 48 }, (_, at) => (at * 37) % 256),
};
const pixels: HostTensor = { dtype: 'float32', shape: [1, 4, 4, 3], data: Float32Array.from(picture.rgb) };

async function predicted(): Promise<readonly number[]> {
  const engine = tfjsEngine();
  const model = await loadModel(await loadBundle(bundle, { preprocessors: [imagePlugin] }), engine);
  const [prediction] = await model.predict([picture]);
  await engine.dispose();
  return [...prediction!.probabilities];
}

async function answered(file: string, input: HostTensor): Promise<readonly number[]> {
  const session = await tfjsEngine({ fold: false }).load((await openNetworkFile(file)).network);
  const [output] = await session.run(new Map([['input', input]]));
  session.dispose();
  return [...output!.data];
}

describe('gives what predict gives', () => {
  it('for pixels as they are, as keras', async () => {
    const out = join(work, 'flowers.keras');
    expect(await exportModel(bundle, { to: 'keras', out }, context)).toBe(0);
    expect(given()).toMatchObject({
      file: out,
      format: 'keras',
      preprocessing: 'inside',
      columns: ['daisy', 'rose', 'tulip'],
    });
    const wanted = (await predicted()).map((value) => expect.closeTo(value, 5) as number);
    expect(await answered(out, pixels)).toEqual(wanted);
  });

  it('for pixels that are prepared, as safetensors', async () => {
    const out = join(work, 'out.safetensors');
    await exportModel(bundle, { to: 'safetensors', out }, context);
    const { metadata } = await openNetworkFile(out);
    expect(JSON.parse(metadata.get('labels') ?? '')).toEqual(['daisy', 'rose', 'tulip']);
    const { prepare, batch } = imagePlugin.restore(JSON.parse(metadata.get('preprocess') ?? '') as Json);
    const prepared = batch([await prepare(picture)]).get('input')!;
    const wanted = (await predicted()).map((value) => expect.closeTo(value, 5) as number);
    expect(await answered(out, prepared)).toEqual(wanted);
  });
});

it('writes a folder for TensorFlow.js, and replaces an older one only where that is allowed', async () => {
  const out = join(work, 'flowers-tfjs/');
  await exportModel(bundle, { to: 'tfjs', out }, context);
  expect(given()).toMatchObject({ file: join(work, 'flowers-tfjs'), format: 'tfjs', preprocessing: 'beside' });
  const prepared = imagePlugin.restore(spec).batch([picture]).get('input')!;
  const wanted = (await predicted()).map((value) => expect.closeTo(value, 5) as number);
  expect(await answered(join(work, 'flowers-tfjs'), prepared)).toEqual(wanted);
  await expect(exportModel(bundle, { to: 'tfjs', out }, context)).rejects.toMatchObject({ code: 'output-is-folder' });
  await exportModel(bundle, { to: 'tfjs', out, force: true }, context);
  const guide = await readFile(join(work, 'flowers-tfjs.md'), 'utf8');
  expect(guide).toContain('await tf.loadLayersModel("flowers-tfjs/model.json")');
  expect(guide).toContain(
    'with the mean 120, 110, 100 and the std 50, 60, 70 (of red, green and blue); channels: bgr.',
  );
});

it('replaces no folder that it reads from, and no shard', async () => {
  const folder = join(work, 'source-tfjs');
  await exportModel(bundle, { to: 'tfjs', out: folder }, context);
  const source = join(folder, 'model.json');
  for (const force of [true, false]) {
    await expect(exportModel(source, { to: 'tfjs', out: folder, force }, context)).rejects.toMatchObject({
      code: 'output-is-input',
      message: `--out ${folder} holds the model, which is read. Name another folder.`,
    });
    await expect(exportModel(folder, { to: 'tfjs', out: folder, force }, context)).rejects.toMatchObject({
      code: 'output-is-input',
      message: `--out ${folder} is the model, which is read. Name another folder.`,
    });
  }
  const shard = join(folder, 'group1-shard1of1.bin');
  await expect(exportModel(source, { to: 'onnx', out: shard, force: true }, context)).rejects.toMatchObject({
    code: 'output-is-input',
    message: `--out ${shard} is a part of the model, which is read. Name another file.`,
  });
});

it('leaves no guide to another model beside one, and the old guide where the old model stays', async () => {
  const out = join(work, 'guided.onnx');
  const guide = `${out}.md`;
  await exportModel(bundle, { to: 'onnx', out }, context);
  const whole = await readFile(guide, 'utf8');
  const write = vi.spyOn(exportFormats.onnx, 'encode');
  write.mockImplementationOnce(async () => {
    expect(await readFile(guide, 'utf8')).toMatch(/^The model beside this file was being exported/);
    throw new Error('no room');
  });
  await expect(exportModel(bundle, { to: 'onnx', out, force: true }, context)).rejects.toThrow('no room');
  expect(await readFile(guide, 'utf8')).toBe(whole);
  await exportModel(bundle, { to: 'onnx', out, force: true }, context);
  expect(await readFile(guide, 'utf8')).toBe(whole);
});

it('refuses what is there already, the guide too, and to write over the bundle', async () => {
  const out = join(work, 'again.onnx');
  await writeFile(join(work, 'again.onnx.md'), 'mine');
  await expect(exportModel(bundle, { to: 'onnx', out }, context)).rejects.toMatchObject({
    code: 'output-exists',
    message: expect.stringContaining('again.onnx.md is already there.'),
  });
  await expect(exportModel(bundle, { to: 'safetensors', out: bundle, force: true }, context)).rejects.toMatchObject({
    code: 'output-is-input',
  });
  await exportModel(bundle, { to: 'onnx', out, force: true }, context);
  const guide = await readFile(join(work, 'again.onnx.md'), 'utf8');
  expect(guide).toContain('`input`, float32 `[batch, 4, 4, 3]`, levels from 0 to 255 as they are (red, green, blue)');
  expect(guide).toContain('model.run(None, {"input": pixels})[0]');
  expect(guide).toContain('picture.resize((4, 4), Image.Resampling.BILINEAR)');
});

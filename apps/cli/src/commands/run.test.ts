import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readKerasFile } from '@graftjs/formats/files';
import { writeNetworkSafetensors } from '@graftjs/formats/safetensors';
import { readSafetensors } from '@graftjs/safetensors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpz, type NpzArray } from '../npz.js';
import { answeringContext } from '../../test/answering-context.js';
import { readNpz } from '../read-npz.js';
import { run, type RunFlags } from './run.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../packages/formats/fixtures/keras/${name}`, import.meta.url));

let work = '';
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'graft-run-'));
});
afterAll(() => rm(work, { recursive: true }));

const { context, answered: given } = answeringContext();
const flags = (name: string): RunFlags => ({
  input: join(work, `${name}.in.npz`),
  output: join(work, `${name}.out.npz`),
  backend: 'cpu',
  force: true,
});

/** What Keras was given and answered, as arrays for `graft run`. */
async function prepare(name: string): Promise<Map<string, NpzArray>> {
  const { tensors } = readSafetensors(await readFile(fixture(`${name}.safetensors`)));
  const arrays = new Map([...tensors].map(([key, { shape, data }]) => [key, { shape, data: data as Float32Array }]));
  const inputs = [...arrays].filter(([key]) => key.startsWith('x'));
  await writeFile(flags(name).input, encodeNpz(new Map(inputs)));
  return arrays;
}

describe('gives what Keras gives, within 1e-5', () => {
  it.each([
    ['plain', 'plain.k3.keras', 16],
    ['branches', 'branches.k2.h5', 16],
    ['branches', 'branches.k3.keras', 1],
    ['words', 'words.k3.keras', 16],
    ['translate', 'translate.k3.h5', 16],
    ['pictures', 'pictures.k3.keras', 16],
  ])('%s from %s, %i at once', async (name, file, batchSize) => {
    const arrays = await prepare(name);
    expect(await run(fixture(file), { ...flags(name), batchSize }, context)).toBe(0);
    const outputs = await readNpz(await readFile(flags(name).output));
    const wanted = [...arrays].filter(([key]) => key.startsWith('y'));
    expect([...outputs.keys()].sort()).toEqual(wanted.map(([key]) => key).sort());
    for (const [key, { shape, data }] of wanted) {
      const found = outputs.get(key)!;
      expect([found.dtype, found.shape]).toEqual(['<f4', shape]);
      data.forEach((value, at) => {
        expect(Math.abs(Number(value) - Number(found.data[at]))).toBeLessThan(1e-5);
      });
    }
  });
});

it('runs a network in safetensors, and says what is what', async () => {
  await prepare('branches');
  const { network } = await readKerasFile(fixture('branches.k3.keras'));
  const file = join(work, 'branches.safetensors');
  await writeFile(file, writeNetworkSafetensors(network));
  await run(file, flags('branches'), context);
  expect(given()).toEqual({
    backend: 'cpu',
    file: flags('branches').output,
    inputs: [
      { array: 'x0', input: 'left' },
      { array: 'x1', input: 'right' },
    ],
    outputs: [
      { array: 'y0', layer: 'out', shape: [2, 2], dtype: 'float32' },
      { array: 'y1', layer: 'shared@2', shape: [2, 4], dtype: 'float32' },
    ],
  });
});

describe('refuses', () => {
  it.each<[string, Record<string, NpzArray>, string]>([
    [
      'missing, surplus and misshapen arrays, all at once',
      { x0: { shape: [2, 6, 6, 1], data: new Float32Array(72) }, y: { shape: [1], data: Float32Array.of(1) } },
      'branches takes x0 for "left" (batch x 6 x 6 x 2), x1 for "right" (batch x 6 x 6 x 2). "x0" has the shape (2, 6, 6, 1); "x1" is missing; "y" is not among them.',
    ],
    [
      'another number of examples',
      {
        x0: { shape: [2, 6, 6, 2], data: new Float32Array(144) },
        x1: { shape: [1, 6, 6, 2], data: new Float32Array(72) },
      },
      'branches takes x0 for "left" (batch x 6 x 6 x 2), x1 for "right" (batch x 6 x 6 x 2). "x1" has 1 examples, and "x0" 2.',
    ],
    [
      'no examples',
      {
        x0: { shape: [0, 6, 6, 2], data: new Float32Array() },
        x1: { shape: [0, 6, 6, 2], data: new Float32Array() },
      },
      'branches takes x0 for "left" (batch x 6 x 6 x 2), x1 for "right" (batch x 6 x 6 x 2). "x0" has no examples; "x1" has no examples.',
    ],
  ])('%s', async (_, arrays, message) => {
    await writeFile(flags('bad').input, encodeNpz(new Map(Object.entries(arrays))));
    await expect(run(fixture('branches.k3.keras'), flags('bad'), context)).rejects.toMatchObject({
      code: 'inputs-mismatch',
      message,
    });
  });

  it('floats where the network takes whole numbers', async () => {
    await writeFile(flags('bad').input, encodeNpz(new Map([['x0', { shape: [1, 6], data: new Float32Array(6) }]])));
    await expect(run(fixture('words.k3.keras'), flags('bad'), context)).rejects.toMatchObject({
      code: 'bad-input-values',
      message:
        'The array "x0" is of the type <f4, and the network takes whole numbers there. Convert it in Python: array.astype("int32").',
    });
  });

  it('to write over a shard of what it reads', async () => {
    const folder = join(work, 'tfjs');
    cpSync(fixture('../tfjs/plain'), folder, { recursive: true });
    const output = join(folder, 'group1-shard1of1.bin');
    const call = run(join(folder, 'model.json'), { ...flags('plain'), output }, context);
    await expect(call).rejects.toMatchObject({
      code: 'output-is-input',
      message: `--output ${output} is a part of the network, which is read. Name another file.`,
    });
  });

  it.skipIf(process.platform === 'win32')('to wait for a pipe', async () => {
    const input = join(work, 'pipe.npz');
    execFileSync('mkfifo', [input]);
    await expect(run(fixture('plain.k3.keras'), { ...flags('plain'), input }, context)).rejects.toMatchObject({
      code: 'cannot-read-file',
      message: `Cannot read "${input}": it is a device, a pipe or a socket, and only regular files are read.`,
    });
  });

  it('to write over what it reads', async () => {
    await prepare('plain');
    const { input } = flags('plain');
    await expect(run(fixture('plain.k3.keras'), { input, output: input, force: true }, context)).rejects.toMatchObject({
      code: 'output-is-input',
    });
  });
});

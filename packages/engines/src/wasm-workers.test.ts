import { availableParallelism } from 'node:os';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HostTensor, Network } from '@graftjs/core';
import { afterEach, describe, expect, test } from 'vitest';
import { startBackend } from './backends.js';
import { hugeNetwork, smallBatch, smallNetwork } from './fixtures/small-network.js';
import { tfjsEngine } from './tfjs-engine.js';
import { wasmWorkers } from './wasm-workers.js';

describe('wasmWorkers', () => {
  const open: { dispose(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const engine of open.splice(0)) await engine.dispose();
  });
  const start = async (options?: Parameters<typeof wasmWorkers>[0]) => {
    const engine = await wasmWorkers(options);
    open.push(engine);
    return engine;
  };

  test.each([true, false])(
    '1 worker, 2 workers and none give the same bytes under the same name, fold %s',
    async (fold) => {
      await startBackend('wasm');
      const inProcess = tfjsEngine({ fold });
      const session = await inProcess.load(smallNetwork());
      const expected = [];
      for (const seed of [1, 2, 3, 4, 5]) expected.push(await session.run(smallBatch(seed, seed)));
      for (const workers of [1, 2]) {
        const engine = await start({ workers, fold });
        expect(engine.name).toBe(inProcess.name);
        expect(engine.parallel).toBe(workers);
        const pooled = await engine.load(smallNetwork());
        expect(await Promise.all([1, 2, 3, 4, 5].map((seed) => pooled.run(smallBatch(seed, seed))))).toEqual(expected);
      }
      await inProcess.dispose();
    },
  );

  test('does not fold across a boundary', async () => {
    const whole: Network = { ...smallNetwork(), outputs: [{ from: 'conv' }] };
    const engine = await start({ workers: 1 });
    const bounded = await engine.load(
      { ...whole, outputs: [...whole.outputs, { from: 'pool' }] },
      { boundaries: ['conv'] },
    );
    const trunk = await engine.load({ ...whole, layers: whole.layers.slice(0, 1) });
    expect((await bounded.run(smallBatch(2)))[0]).toEqual((await trunk.run(smallBatch(2)))[0]);
  });

  test('leaves the values that it was given as they were, a slice of a larger buffer too', async () => {
    const session = await (await start({ workers: 1 })).load(smallNetwork());
    const [[name, image]] = [...smallBatch(2)] as [[string, HostTensor & { dtype: 'float32' }]];
    const large = new Float32Array(1000);
    large.set(image.data, 100);
    const slice = { ...image, data: large.subarray(100, 100 + image.data.length) };
    const [fromSlice] = await session.run(new Map([[name, slice]]));
    const [fromWhole] = await session.run(new Map([[name, image]]));
    expect(fromSlice).toEqual(fromWhole);
    expect(slice.data).toEqual(image.data);
    expect(image.data).toHaveLength(2 * 8 * 8 * 3);
  });

  test('errors of a worker come back with their code, and it goes on', async () => {
    const engine = await start({ workers: 1 });
    const session = await engine.load(hugeNetwork());
    const pixel = new Map([['image', { dtype: 'float32', shape: [1, 1, 1, 1], data: new Float32Array(1) } as const]]);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(session.run(pixel)).rejects.toMatchObject({
        name: 'GraftError',
        code: 'out-of-memory',
        message: expect.stringContaining('Use a smaller batch.') as string,
      });
    }
    await expect(session.run(smallBatch(1))).rejects.toMatchObject({ code: 'bad-input-shape' });
    await expect(engine.load({ ...smallNetwork(), weights: new Map() })).rejects.toMatchObject({ name: 'GraftError' });
  });

  test('a disposed session refuses, and so do those of a disposed engine', async () => {
    const engine = await start({ workers: 1 });
    const [first, second] = [await engine.load(smallNetwork()), await engine.load(smallNetwork())];
    first.dispose();
    const refused = { code: 'session-disposed', message: 'The session of network "small" was disposed.' };
    await expect(first.run(smallBatch(1))).rejects.toMatchObject(refused);
    await expect(second.run(smallBatch(1))).resolves.toHaveLength(1);
    await engine.dispose();
    await expect(second.run(smallBatch(1))).rejects.toMatchObject(refused);
  });

  test.each([0, 1.5, Number.NaN, 4 * availableParallelism() + 1])('refuses %s workers', async (workers) => {
    await expect(wasmWorkers({ workers })).rejects.toMatchObject({
      code: 'bad-workers',
      message: expect.stringContaining(`four for each core of this machine; got ${workers}.`) as string,
    });
  });

  test('a plain Node program runs it as built, prints nothing else, and ends without disposing', async () => {
    const program = `
      import { wasmWorkers } from '@graftjs/engines/wasm-workers';
      const network = {
        name: 'pool', inputs: [{ name: 'x', shape: [null, 2, 2, 1], dtype: 'float32' }],
        layers: [{ name: 'mean', type: 'GlobalAveragePooling2D', inputs: [{ from: 'x' }], options: {}, weights: {} }],
        outputs: [{ from: 'mean' }], weights: new Map(),
      };
      const session = await (await wasmWorkers({ workers: 2 })).load(network);
      const x = { dtype: 'float32', shape: [1, 2, 2, 1], data: new Float32Array([1, 2, 3, 6]) };
      const [mean] = await session.run(new Map([['x', x]]));
      console.log(mean.data[0]);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
    });
    expect(await run).toEqual({ stdout: '3\n', stderr: '' });
  });
});

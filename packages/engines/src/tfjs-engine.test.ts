import type { HostTensor, Network } from '@graftjs/core';
import { foldBatchNorm, loadWeights, runNetwork, toHost, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { startBackend } from './backends.js';
import { hugeNetwork, smallBatch, smallNetwork } from './fixtures/small-network.js';
import { tfjsEngine } from './tfjs-engine.js';

describe.each(['cpu', 'wasm'])('tfjsEngine on %s', (backend) => {
  beforeEach(() => startBackend(backend));

  test('its name says backend, version and numeric path', () => {
    expect(tfjsEngine().name).toBe(`${backend}-${tf.version_core}/folded`);
    expect(tfjsEngine({ fold: false }).name).toBe(`${backend}-${tf.version_core}/plain`);
    expect(tfjsEngine().parallel).toBe(1);
  });

  test.each([true, false])('gives what the network gives, fold %s', async (fold) => {
    const network = smallNetwork();
    const session = await tfjsEngine({ fold }).load(network);
    const actual = await session.run(smallBatch(5));
    session.dispose();
    const expected = await runDirectly(fold ? foldBatchNorm(network, {}) : network, smallBatch(5));
    expect(actual).toEqual(expected);
    expect(actual[0]!.shape).toEqual([5, 8]);
    expect(new Set(actual[0]!.data).size).toBeGreaterThan(20);
  });

  test('folding changes only the last digits', async () => {
    const [folded] = await runOnce(true);
    const [plain] = await runOnce(false);
    expect(folded!.data).not.toEqual(plain!.data);
    expect(largestDifference(folded!, plain!)).toBeLessThan(1e-5);
  });

  test('never folds across a boundary: a trunk ending there gives the same bytes', async () => {
    const whole: Network = { ...smallNetwork(), outputs: [{ from: 'conv' }, { from: 'pool' }] };
    const trunk: Network = { ...whole, layers: whole.layers.slice(0, 1), outputs: [{ from: 'conv' }] };
    const engine = tfjsEngine();
    const [wholeSession, trunkSession] = [await engine.load(whole, { boundaries: ['conv'] }), await engine.load(trunk)];
    const [atConv] = await wholeSession.run(smallBatch(2));
    const [alone] = await trunkSession.run(smallBatch(2));
    expect(atConv).toEqual(alone);
    await engine.dispose();
  });

  test('runs that overlap do not disturb each other', async () => {
    const session = await tfjsEngine().load(smallNetwork());
    const one = await session.run(smallBatch(3, 1));
    const two = await session.run(smallBatch(3, 2));
    expect(await Promise.all([1, 2, 1].map((seed) => session.run(smallBatch(3, seed))))).toEqual([one, two, one]);
    session.dispose();
  });

  test('gives an example the same bytes in any batch', async () => {
    const session = await tfjsEngine().load(smallNetwork());
    const [whole] = await session.run(smallBatch(11));
    const image = smallBatch(11).get('image')!;
    for (const count of [1, 3, 4, 7]) {
      const first = { ...image, shape: [count, 8, 8, 3], data: image.data.slice(0, count * 192) } as HostTensor;
      const [part] = await session.run(new Map([['image', first]]));
      expect(part).toEqual({ dtype: 'float32', shape: [count, 8], data: whole!.data.slice(0, count * 8) });
    }
    session.dispose();
  });

  test('a session that is disposed while it runs says so', async () => {
    const before = tf.memory().numTensors;
    const session = await tfjsEngine().load(smallNetwork());
    const running = session.run(smallBatch(9));
    session.dispose();
    if (backend === 'wasm') await expect(running).rejects.toMatchObject({ code: 'session-disposed' });
    else await expect(running).resolves.toHaveLength(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('leaves no tensor behind, neither after a run nor after an error nor after disposing', async () => {
    const before = tf.memory().numTensors;
    const engine = tfjsEngine();
    const session = await engine.load(smallNetwork());
    const loaded = tf.memory().numTensors;
    expect(loaded).toBeGreaterThan(before);
    await session.run(smallBatch(2));
    const odd = new Map([['image', { dtype: 'float32', shape: [1, 9, 9, 3], data: new Float32Array(243) } as const]]);
    await expect(session.run(odd)).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(loaded);
    await engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(session.run(smallBatch(2))).rejects.toMatchObject({
      code: 'session-disposed',
      message: 'The session of network "small" was disposed.',
    });
  });

  test('lists layers that it cannot run, with the reason', () => {
    const network = smallNetwork();
    const [conv, ...rest] = network.layers;
    const odd: Network = {
      ...network,
      layers: [{ ...conv!, type: 'Conv2E' }, ...rest.slice(0, -1), { ...rest.at(-1)!, options: { keepdim: true } }],
    };
    const engine = tfjsEngine();
    expect(engine.unsupported(network)).toEqual([]);
    expect(engine.unsupported(odd)).toEqual([
      { layer: 'conv', reason: expect.stringContaining('"Conv2E"') as string },
      { layer: 'pool', reason: expect.stringContaining('keepdim') as string },
    ]);
  });

  test('notices that the backend was changed under it', async () => {
    const session = await tfjsEngine().load(smallNetwork());
    await startBackend(backend === 'cpu' ? 'wasm' : 'cpu');
    await expect(session.run(smallBatch(1))).rejects.toMatchObject({
      code: 'backend-changed',
      message: expect.stringContaining(`was loaded on ${backend}, and the current tfjs backend is another`) as string,
    });
    await startBackend(backend);
    await expect(session.run(smallBatch(1))).resolves.toHaveLength(1);
    session.dispose();
  });
});

describe('memory of wasm', () => {
  beforeEach(() => startBackend('wasm'));

  test('a batch that does not fit is refused in words, and the backend goes on', async () => {
    const before = tf.memory().numTensors;
    const engine = tfjsEngine();
    const session = await engine.load(hugeNetwork());
    const pixel = new Map([['image', { dtype: 'float32', shape: [1, 1, 1, 1], data: new Float32Array([1]) } as const]]);
    await expect(session.run(pixel)).rejects.toMatchObject({
      code: 'out-of-memory',
      message:
        'Network "huge" with a batch of 1 ran out of memory: Layer "pad" (ZeroPadding2D) failed: wasm memory is used up: no room for another 6104 MiB of at most 4 GiB. Use a smaller batch.',
    });
    const small = await engine.load(smallNetwork());
    expect(await small.run(smallBatch(4))).toEqual(await runDirectly(foldBatchNorm(smallNetwork(), {}), smallBatch(4)));
    await engine.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

async function runOnce(fold: boolean): Promise<readonly HostTensor[]> {
  const session = await tfjsEngine({ fold }).load(smallNetwork());
  const outputs = await session.run(smallBatch(4));
  session.dispose();
  return outputs;
}

async function runDirectly(network: Network, inputs: ReadonlyMap<string, HostTensor>): Promise<readonly HostTensor[]> {
  const weights = loadWeights(network);
  const outputs = tf.tidy(() =>
    runNetwork(network, weights, new Map([...inputs].map(([name, tensor]) => [name, toTensor(tensor)]))),
  );
  const hosts = await Promise.all(outputs.map(toHost));
  tf.dispose([outputs, [...weights.values()]]);
  return hosts;
}

function largestDifference(a: HostTensor, b: HostTensor): number {
  return Math.max(...Array.from(a.data, (value, index) => Math.abs(value - b.data[index]!)));
}

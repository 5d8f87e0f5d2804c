import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { tfjsEngine } from '@graftjs/engines';
import { beforeAll, expect, it } from 'vitest';
import { toyBackbone, toyData, toyPreprocess } from '../../test/toy.js';
import { composeTrunk } from './compose-trunk.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

it.each([
  ['mean', (values: number[]) => [values.reduce((sum, value) => sum + value, 0) / 64]],
  ['max', (values: number[]) => [Math.max(...values)]],
  ['flatten', (values: number[]) => values],
] as const)('the pool %s does what it says', async (pool, expected) => {
  const map = await featuresOf('relu1');
  const pooled = await featuresOf('relu1', pool);
  const channels = Array.from({ length: 6 }, (_, c) => expected([...map].filter((_, at) => at % 6 === c)));
  const inOrder = channels[0]!.flatMap((_, at) => channels.map((channel) => channel[at]!));
  inOrder.forEach((value, at) => expect(pooled[at]).toBeCloseTo(value, 5));
  expect(pooled.length).toBe(inOrder.length);
});

it('the pool mean+max gives both, mean first', async () => {
  const both = [...(await featuresOf('relu1', 'mean')), ...(await featuresOf('relu1', 'max'))];
  expect([...(await featuresOf('relu1', 'mean+max'))]).toEqual(both);
});

/** Of one picture; the unpooled map without a pool. */
async function featuresOf(cut: string, pool?: 'mean' | 'max' | 'mean+max' | 'flatten') {
  const { network } = composeTrunk(toyBackbone(), { cut, pool });
  const upTo = pool === undefined ? { ...network, outputs: [{ from: cut }] } : network;
  for await (const { input } of toyData().examples('train')) {
    const session = await tfjsEngine({ fold: false }).load(upTo);
    const [output] = await session.run(toyPreprocess.batch([await toyPreprocess.prepare(input)]));
    session.dispose();
    return output!.data;
  }
  throw new Error('no picture');
}

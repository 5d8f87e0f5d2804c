import type { Activation, HostTensor, Network } from '@graftjs/core';
import { activate } from '@graftjs/network';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { beforeAll, expect, it } from 'vitest';
import { reportProbabilities } from './report-probabilities.js';

beforeAll(() => startBackend('cpu'));

const scoring = (columns: number): Network => ({
  name: 'scoring',
  inputs: [{ name: 'x', shape: [null, columns], dtype: 'float32' }],
  layers: [{ name: 'scores', type: 'Identity', inputs: [{ from: 'x' }], options: {}, weights: {} }],
  outputs: [{ from: 'scores' }],
  weights: new Map(),
});

it.each<[Activation, number, number]>([
  ['softmax', 3, 3],
  ['sigmoid', 3, 3],
  ['sigmoid', 1, 2],
  ['linear', 2, 2],
])('%s of %i columns gives what is reported of %i labels', async (activation, columns, labels) => {
  const shape = [3, columns];
  const data = Float32Array.from({ length: 3 * columns }, (_, at) => (at % 5) - 2.5);
  const scores: HostTensor = { dtype: 'float32', shape, data };
  const session = await tfjsEngine().load(reportProbabilities(scoring(columns), activation, labels));
  const [reported] = await session.run(new Map([['x', scores]]));
  session.dispose();
  const wanted = activate(scores, activation, labels);
  expect(reported!.shape).toEqual(wanted.shape);
  wanted.data.forEach((value, at) => {
    expect(reported!.data[at]).toBeCloseTo(value, 6);
  });
});

it('refuses a network without outputs', () => {
  expect(() => reportProbabilities({ ...scoring(2), outputs: [] }, 'softmax', 2)).toThrow(
    expect.objectContaining({ code: 'no-outputs', message: 'scoring has no outputs.' }),
  );
});

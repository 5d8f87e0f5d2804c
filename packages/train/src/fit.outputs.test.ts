import '@tensorflow/tfjs-backend-cpu';
import '@graftjs/network/gradients';
import type { Head } from '@graftjs/core';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { mlp } from '@graftjs/heads/mlp';
import { prototype } from '@graftjs/heads/prototype';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { toyData, toyRecipe } from '../test/toy.js';
import { compose } from './compose.js';
import { evaluate } from './evaluate.js';
import { fit } from './fit.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

const data = toyData({ labels: ['cat', 'dog'] });

it.each<[string, Head]>([
  ['Dense(32, relu) + Dense(1, sigmoid)', mlp({ units: [32], output: 'binary' })],
  ['Dense(2, sigmoid)', linear({ output: 'sigmoid' })],
  ['Dense(1, sigmoid) by gradient', linear({ output: 'binary', solver: 'gradient' })],
  ['Dense(1, sigmoid), solved', linear({ output: 'binary' })],
  ['Dense(2, softmax) by gradient', linear({ solver: 'gradient' })],
  ['class means', prototype()],
])('%s tells two labels apart, and validation while training says what evaluation does', async (_, head) => {
  const solves = head.bind([10], data.task, 1).solve !== undefined;
  const freeze = featureExtraction(solves ? {} : { epochs: 30, learningRate: 0.02 });
  const run = await fit(compose(toyRecipe({ data, head, freeze })));
  const { metrics, examples } = await evaluate(run, 'test');
  expect(metrics.accuracy.value).toBeGreaterThan(0.7);
  for (const { probabilities } of examples) expect(probabilities).toHaveLength(2);
  const validated = (await evaluate(run, 'validation')).metrics;
  const [stage] = run.stages;
  const losses = stage!.history.map(({ validationLoss }) => validationLoss!);
  const best = stage!.history[losses.indexOf(Math.min(...losses))];
  expect(best?.validationAccuracy).toBe(solves ? undefined : validated.accuracy.value);
});

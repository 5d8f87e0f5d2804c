import '@tensorflow/tfjs-backend-cpu';
import '@graftjs/network/gradients';
import type { ClosedBackbone, Session } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { mlp } from '@graftjs/heads/mlp';
import { memoryStore } from '@graftjs/cache/memory-store';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { toyBackbone, toyRecipe, type ToyPicture } from '../test/toy.js';
import { compose } from './compose.js';
import { evaluate } from './evaluate.js';
import { fit } from './fit.js';
import { composeTrunk } from './recipe/compose-trunk.js';

let session: Session;
let runs = 0;

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
  session = await tfjsEngine({ fold: false }).load(composeTrunk(toyBackbone()).network);
});

/** The toy backbone with a lid on it. */
function closed(): ClosedBackbone<ToyPicture> {
  const { network: _, blockEnds: __, classifier: ___, ...facts } = toyBackbone();
  const run: Session['run'] = (inputs) => {
    runs++;
    return session.run(inputs);
  };
  return { ...facts, features: { shape: [10], run, dispose: () => session.dispose() } };
}

const onFeatures = featureExtraction({ epochs: 5, learningRate: 0.02 });

it.each([
  ['solved', linear(), featureExtraction()],
  ['trained by gradient', mlp({ units: [8] }), onFeatures],
])('a head on a closed backbone, %s, is the head on the same features of an open one', async (_, head, freeze) => {
  const engine = tfjsEngine({ fold: false });
  const left = tf.memory().numTensors;
  const scores = [];
  for (const backbone of [closed(), toyBackbone()]) {
    const run = await fit(compose(toyRecipe({ backbone, head, freeze })), { engine });
    scores.push((await evaluate(run, 'test', { engine })).examples);
  }
  expect(scores[0]).toEqual(scores[1]);
  expect(tf.memory().numTensors).toBe(left);
});

it('what is kept is not run again, by a gradient either', async () => {
  const store = memoryStore();
  const recipe = toyRecipe({ backbone: closed(), head: mlp({ units: [8] }), freeze: onFeatures });
  const run = await fit(compose(recipe), { store });
  const before = runs;
  await evaluate(run, 'train', { store });
  expect(runs).toBe(before);
});

it('says what the bundle will need: the box by its id and fingerprint, and nothing of it in the network', async () => {
  const backbone = closed();
  const run = await fit(compose(toyRecipe({ backbone })));
  expect(run.recipe.backbone.preprocess).toMatchObject({
    kind: 'toy/random',
    spec: { fingerprint: backbone.fingerprint },
  });
  expect([...run.network.weights.keys()]).toEqual(['head/scores/kernel', 'head/scores/bias']);
});

import { listWeights } from '@graftjs/network';
import { expect, it } from 'vitest';
import { decodeBundle } from './decode-bundle.js';
import { encodeBundle } from './encode-bundle.js';
import { numbersPlugin, tinyRun } from './fixtures/tiny-run.js';
import { modelBackbone } from './model-backbone.js';

const bundle = decodeBundle(encodeBundle(tinyRun()), { preprocessors: [numbersPlugin] });

it('is a backbone with its output layer as classifier', () => {
  const { network, preprocess, fingerprint, ...facts } = modelBackbone(bundle);
  expect(facts).toEqual({
    id: 'tiny/random+flowers',
    modality: 'tabular',
    license: 'Apache-2.0',
    pretraining: { data: 'noise', task: 'none' },
    classifier: { layer: 'scores', labels: ['daisy', 'rose', 'tulip'] },
    blockEnds: ['relu'],
  });
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(preprocess.spec).toEqual({ scale: 127.5 });
  expect([...network.weights.keys()].sort()).toEqual([...listWeights(network).keys()].sort());
});

it('has another fingerprint when a weight, the topology or the preprocessing is another, and only then', () => {
  const { network } = bundle;
  const scores = network.weights.get('scores/kernel')!;
  const moved = new Map(network.weights).set('scores/kernel', {
    ...scores,
    data: scores.data.map((x) => x + 1),
  } as typeof scores);
  const fingerprints = [
    bundle,
    { ...bundle, network: { ...network, weights: moved } },
    {
      ...bundle,
      network: { ...network, layers: network.layers.map((layer) => ({ ...layer, name: `${layer.name}_` })) },
    },
    { ...bundle, preprocess: numbersPlugin.restore({ scale: 255 }) },
  ].map((each) => modelBackbone(each).fingerprint);
  expect(new Set(fingerprints).size).toBe(4);
  expect(modelBackbone({ ...bundle, metrics: { accuracy: 1 } }).fingerprint).toBe(fingerprints[0]);
});

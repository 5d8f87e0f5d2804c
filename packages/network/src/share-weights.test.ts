import type { HostTensor, Network } from '@graftjs/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkNetwork } from './check-network.js';
import { cloneWeights } from './clone-weights.js';
import { refusal } from './fixtures/refusal.js';
import { drawHead, run, trainTrunk, trunk } from './fixtures/two-heads.js';
import { joinNetworks } from './join-networks.js';
import { loadWeights } from './load-weights.js';
import { shareWeights } from './share-weights.js';
import { sliceNetwork } from './slice-network.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('two networks that name the same weights', () => {
  const first = joinNetworks(trunk, drawHead(3, 1), 'head');
  const second = joinNetworks(trunk, drawHead(3, 2), 'head');
  const clone = joinNetworks(cloneWeights(trunk, 'second'), drawHead(3, 2), 'head');
  const trainedFirst = (): Network => {
    const trained = trainTrunk(first, loadWeights(first));
    const values = [...trained].map(([name, tensor]): [string, HostTensor] => {
      return [name, { dtype: 'float32', shape: tensor.shape, data: new Float32Array(tensor.dataSync()) }];
    });
    tf.dispose([...trained.values()]);
    return { ...first, weights: new Map(values) };
  };

  it('share what one of them learns, and keep heads of the same name apart', () => {
    const trained = trainedFirst();
    const shared = shareWeights(second, sliceNetwork(trained, { upTo: 'pool' }));
    expect(run(shared)).not.toEqual(run(second));
    expect(shared.weights.get('stem_conv/kernel')).toBe(trained.weights.get('stem_conv/kernel'));
    expect(shared.weights.get('head/scores/kernel')).toBe(second.weights.get('head/scores/kernel'));
  });

  it('share them live too, where one map of tensors serves both', () => {
    const weights = loadWeights(first);
    const ofSecond = new Map([...loadWeights(second)].filter(([name]) => name.startsWith('head/')));
    const servesSecond = (live: ReadonlyMap<string, tf.Tensor>) => new Map([...live, ...ofSecond]);
    const before = run(second, servesSecond(weights));
    const trained = trainTrunk(first, weights);
    expect(run(second, servesSecond(trained))).not.toEqual(before);
    tf.dispose([...trained.values(), ...ofSecond.values()]);
  });

  it('share nothing after one of them was cloned', () => {
    checkNetwork(clone);
    expect(run(clone)).toEqual(run(second));
    const before = run(clone);
    const trained = sliceNetwork(trainedFirst(), { upTo: 'pool' });
    expect(run(clone)).toEqual(before);
    expect(refusal(() => shareWeights(clone, trained))).toBe(
      'nothing-shared: tiny+tiny has no weight of tiny+tiny, whose first is "stem_conv/kernel". Weights are shared by name: make both ' +
        'networks of one trunk.',
    );
    const [name, value] = [...trunk.weights][0]!;
    expect(clone.weights.get(`second/${name}`)).toEqual(value);
    expect(clone.weights.get(`second/${name}`)?.data.buffer).not.toBe(value.data.buffer);
  });

  it('are refused where they cannot share', () => {
    expect(refusal(() => shareWeights(second, { ...trunk, weights: new Map() }))).toBe(
      'missing-weight: tiny has no value for its weight "stem_conv/kernel", so it cannot be shared.',
    );
    const wider = joinNetworks(trunk, drawHead(5, 1), 'head');
    expect(refusal(() => shareWeights(second, wider))).toBe(
      'weight-conflict: The weight "head/scores/kernel" cannot be shared: it is [4, 5] in tiny+tiny, [4, 3] in tiny+tiny.',
    );
    expect(refusal(() => cloneWeights(trunk, ''))).toBe(
      'bad-prefix: A clone needs a prefix that is not empty: its names must differ.',
    );
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { branchNetwork } from './branch-network.js';
import { checkNetwork } from './check-network.js';
import { refusal } from './fixtures/refusal.js';
import { drawHead, run, trainTrunk, trunk } from './fixtures/two-heads.js';
import { joinNetworks } from './join-networks.js';
import { loadWeights } from './load-weights.js';

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('branchNetwork', () => {
  const both = branchNetwork(trunk, { kind: drawHead(3, 1), age: drawHead(1, 2) });

  it('has one output for each branch, and the trunk once', () => {
    checkNetwork(both);
    expect(both.outputs).toEqual([{ from: 'kind/scores' }, { from: 'age/scores' }]);
    expect(both.layers.map(({ name }) => name)).toEqual([
      ...trunk.layers.map(({ name }) => name),
      'kind/scores',
      'age/scores',
    ]);
    expect(both.weights.size).toBe(trunk.weights.size + 4);
    expect(both.name).toBe('tiny+tiny+tiny');
  });

  it('gives what each gives alone, without a bit of difference', () => {
    const [kind, age] = run(both, loadWeights(both));
    expect(kind).toEqual(run(joinNetworks(trunk, drawHead(3, 1), 'kind'))[0]);
    expect(age).toEqual(run(joinNetworks(trunk, drawHead(1, 2), 'age'))[0]);
  });

  it('changes in every output when one of them trains the trunk', () => {
    const weights = loadWeights(both);
    const [kind, age] = run(both, weights);
    const trained = trainTrunk(both, weights);
    const [kindAfter, ageAfter] = run(both, trained);
    expect(kindAfter).not.toEqual(kind);
    expect(ageAfter).not.toEqual(age);
    tf.dispose([...trained.values()]);
  });

  it('refuses no branches, and two that would be called alike', () => {
    expect(refusal(() => branchNetwork(trunk, {}))).toBe(
      'no-branches: Nothing is put on tiny: name at least one branch.',
    );
    expect(refusal(() => branchNetwork(joinNetworks(trunk, drawHead(4, 1), 'a'), { a: drawHead(1, 1) }))).toBe(
      'duplicate-name: tiny+tiny already has "a/scores". Choose a prefix that is not empty and not in use; got "a".',
    );
  });
});

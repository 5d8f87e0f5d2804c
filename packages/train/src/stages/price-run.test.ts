import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { fineTune } from '@graftjs/freeze/fine-tune';
import { linearProbeThenFineTune } from '@graftjs/freeze/linear-probe-then-fine-tune';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyData, toyRecipe } from '../../test/toy.js';
import { compose } from '../compose.js';
import { estimateRunMemory } from './estimate-memory.js';
import { countParameters, priceRun } from './price-run.js';

const data = toyData({ sizes: { train: 12, validation: 6, test: 3 } });
const composition = (freeze = featureExtraction()) => compose(toyRecipe({ data, batchSize: 4, freeze }));

beforeAll(() => startBackend('cpu'));

describe('countParameters', () => {
  it('counts the head where the backbone stays frozen, and what any stage trains where not', () => {
    const { head, trunk, blocks } = composition();
    const scores = [...head.network.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    const trunkSize = [...trunk.network.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(countParameters(composition())).toEqual({ total: trunkSize + scores, trainable: scores });
    const whole = countParameters(composition(fineTune({ batchNorm: 'affine' })));
    const trainable = blocks.reduce((sum, { parameters }) => sum + parameters, 0);
    expect(whole.total).toBe(trunkSize + scores);
    // Moving means and variances never train by gradient.
    expect(whole.trainable).toBeGreaterThan(scores);
    expect(whole.trainable).toBeLessThanOrEqual(trainable + scores);
    expect(countParameters(composition(linearProbeThenFineTune({ blocks: 1 }))).trainable).toBeGreaterThan(scores);
  });
});

describe('priceRun', () => {
  it('has no steps where the head is solved, and more memory the more trains; it leaves no tensor', async () => {
    const engine = tfjsEngine();
    const before = memory().numTensors;
    const solved = await priceRun(composition(), { engine });
    expect(solved.featureSeconds).toBeGreaterThan(0);
    expect(solved.stepSeconds).toBe(0);
    const tuned = await priceRun(composition(linearProbeThenFineTune()), { engine });
    expect(tuned.stepSeconds).toBeGreaterThan(0);
    expect(tuned.bytes).toBeGreaterThan(solved.bytes);
    expect(solved).toMatchObject(estimateRunMemory(composition(), 'cpu'));
    const gone = AbortSignal.abort(new Error('asked otherwise'));
    await expect(priceRun(composition(), { engine, signal: gone })).rejects.toThrow('asked otherwise');
    expect(memory().numTensors).toBe(before);
    await engine.dispose();
  });
});

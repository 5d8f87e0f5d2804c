import type { BatchNormMode, BoundHead, HostTensor, OptimizerSpec } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import { linear } from '@graftjs/heads/linear';
import { initializeWeights, listWeights, toTensor } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { residualNetwork } from '../../test/residual-network.js';
import { openLiveWeights } from './live-weights.js';
import { openOptimizer } from './optimizer.js';
import { resolveOptimizer } from './resolve-optimizer.js';
import type { StepBatch } from './batch-gradients.js';
import { takeStep, type StepMoment } from './take-step.js';

const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;
const network = initializeWeights(residualNetwork(3), 5);
const { exampleLoss: usualLoss } = linear().bind([12], task, 1);
const moment: StepMoment = { step: 41, rate: 0.01, dropoutSeed: (batch) => batch };

/** Examples `from` to `to`, whose weights differ. */
function batch(from: number, to: number, pixel = (i: number) => Math.sin(i)): StepBatch {
  const count = to - from;
  const data = Float32Array.from({ length: count * 192 }, (_, i) => pixel(i + from * 192));
  const targets = Float32Array.from({ length: count * 3 }, (_, i) => Number((i + from * 3) % 4 === 0));
  return {
    inputs: { dtype: 'float32', shape: [count, 8, 8, 3], data },
    targets: { dtype: 'float32', shape: [count, 3], data: targets },
    weights: Float32Array.from({ length: count }, (_, i) => 1 + ((i + from) % 3)),
  };
}

interface Setup {
  readonly spec?: OptimizerSpec;
  readonly batchNorm?: BatchNormMode;
  readonly pretrained?: ReadonlyMap<string, HostTensor>;
  readonly exampleLoss?: BoundHead['exampleLoss'];
}

/** Takes one step, and gives the weights after it. */
async function step(batches: StepBatch[], setup: Setup, at = moment) {
  const { spec = {}, batchNorm = 'affine', pretrained, exampleLoss = usualLoss } = setup;
  const held = tf.memory().numTensors;
  const options = resolveOptimizer({ kind: 'sgd', momentum: 0, ...spec }, task);
  const weights = openLiveWeights(network);
  const optimizer = openOptimizer(options);
  const anchors = new Map([...(pretrained ?? [])].map(([name, value]) => [name, toTensor(value)]));
  const trained = [...listWeights(network)].filter(([, role]) => role.trainable);
  const plan = {
    trained: new Map(trained.map(([name]) => [name, { learningRateScale: 1, block: 0, decays: true }])),
    batchNorm: () => batchNorm,
  };
  try {
    const subject = { network, weights, plan, options, optimizer, exampleLoss, pretrained: anchors, evenTarget: 1 / 3 };
    const result = await takeStep(subject, batches, at);
    return { result, weights: await weights.read(network.weights.keys()) };
  } finally {
    optimizer.dispose();
    weights.dispose();
    tf.dispose([...anchors.values()]);
    expect(tf.memory().numTensors).toBe(held);
  }
}

function distance(a: ReadonlyMap<string, HostTensor>, b: ReadonlyMap<string, HostTensor>): number {
  return Math.max(
    ...[...a].map(([name, { data }]) => Math.max(...data.map((value, i) => Math.abs(value - b.get(name)!.data[i]!)))),
  );
}

describe('takeStep', () => {
  beforeAll(async () => {
    await startBackend('cpu');
  });

  it('takes the same step from summed gradients of uneven batches as from one large batch', async () => {
    const large = await step([batch(0, 10)], {});
    const summed = await step([batch(0, 4), batch(4, 8), batch(8, 10)], {});
    expect(summed.result!.loss).toBeCloseTo(large.result!.loss, 5);
    expect(summed.result!.weight).toBe(large.result!.weight);
    expect(distance(summed.weights, large.weights)).toBeLessThan(1e-6);
    expect(distance(large.weights, network.weights)).toBeGreaterThan(1e-4);
  });

  it('lets statistics follow each of the batches when BatchNorm trains', async () => {
    const first = await step([batch(0, 4)], { batchNorm: 'train' });
    const both = await step([batch(0, 4), batch(4, 8)], { batchNorm: 'train' });
    const mean = (weights: ReadonlyMap<string, HostTensor>) => weights.get('stem_bn/moving_mean')!.data[0]!;
    const second = await step([batch(4, 8)], { batchNorm: 'train' });
    // moving = 0 * 0.99 + batch * 0.01, then once more
    expect(mean(both.weights)).toBeCloseTo(mean(first.weights) * 0.99 + mean(second.weights), 6);
  });

  it('tells the loss of the targets as they are, and trains towards smoothed ones', async () => {
    const plain = await step([batch(0, 6)], {});
    const smoothed = await step([batch(0, 6)], { spec: { labelSmoothing: 0.3 } });
    expect(smoothed.result!.loss).toBe(plain.result!.loss);
    expect(distance(smoothed.weights, plain.weights)).toBeGreaterThan(1e-4);
  });

  it('clips all gradients together, and leaves small ones alone', async () => {
    const plain = await step([batch(0, 6)], {});
    const norm = plain.result!.gradientNorm;
    const half = await step([batch(0, 6)], { spec: { clipNorm: norm / 2 } });
    for (const [name, { data }] of half.weights) {
      data.forEach((value, i) => {
        const begin = network.weights.get(name)!.data[i]!;
        expect(value - begin, name).toBeCloseTo((plain.weights.get(name)!.data[i]! - begin) / 2, 6);
      });
    }
    expect(distance((await step([batch(0, 6)], { spec: { clipNorm: norm * 2 } })).weights, plain.weights)).toBe(0);
  });

  it('pulls the weights that have a pretrained value towards it', async () => {
    const anchor: HostTensor = { dtype: 'float32', shape: [1, 1, 8, 12], data: new Float32Array(96).fill(2) };
    const setup = { pretrained: new Map([['top_conv/kernel', anchor]]) };
    const plain = await step([batch(0, 6)], setup);
    const pulled = await step([batch(0, 6)], { ...setup, spec: { pullToPretrained: 0.5 } });
    const [before, after] = [plain, pulled].map(({ weights }) => weights.get('top_conv/kernel')!.data);
    network.weights.get('top_conv/kernel')!.data.forEach((value, i) => {
      expect(after![i]! - before![i]!).toBeCloseTo(0.01 * 0.5 * (2 - value), 6);
    });
    expect(pulled.weights.get('predictions/kernel')).toEqual(plain.weights.get('predictions/kernel'));
  });

  it('gives up before any batch when it must stop, and nothing has moved, statistics neither', async () => {
    const answers = [false, true];
    const stopped = await step(
      [batch(0, 4), batch(4, 8)],
      { batchNorm: 'train' },
      { ...moment, mustStop: () => answers.shift()! },
    );
    expect(stopped.result).toBeUndefined();
    expect(distance(stopped.weights, network.weights)).toBe(0);
  });

  it.each<[string, (loss: tf.Tensor) => tf.Tensor]>([
    [
      'forward',
      () => {
        throw new Error('boom');
      },
    ],
    [
      'backward',
      (loss) =>
        tf.customGrad((value) => ({
          value: tf.clone(value as tf.Tensor),
          gradFunc: () => {
            throw new Error('boom');
          },
        }))(loss),
    ],
  ])('keeps no tensor when something throws on the way %s, and steps on after it', async (_, change) => {
    const held = tf.memory().numTensors;
    const exampleLoss: BoundHead['exampleLoss'] = (scores, targets) => change(usualLoss(scores, targets));
    await expect(step([batch(0, 4)], { exampleLoss })).rejects.toThrow('boom');
    expect(tf.memory().numTensors).toBe(held);
    const [before, after] = [await step([batch(0, 4)], {}), await step([batch(0, 4)], {})];
    expect(distance(before.weights, after.weights)).toBe(0);
  });

  it('stops at a loss that is not finite: which step, which rate, what to try', async () => {
    const act = step([batch(0, 4, () => Infinity)], {});
    await expect(act).rejects.toMatchObject({
      code: 'loss-not-finite',
      message:
        'The loss (NaN) is not finite any more at step 41, with a learning rate of 0.01. Weights are as before that step. ' +
        'Try a learning rate of 0.001, a warm-up, or an optimizer with clipNorm: 1; a picture with values out of range does it too.',
    });
  });
});

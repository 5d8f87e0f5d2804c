import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { startBackend } from '@graftjs/engines/backends';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import { listWeights, loadWeights, runNetwork, sliceNetwork } from '@graftjs/network';
import * as tf from '@tensorflow/tfjs-core';
import { interleave } from './interleave.mjs';

const batchSize = 16;
const classes = 10;
const rounds = 7;
/** The last frozen layer: blocks 6c, 6d, 7a, the last convolution and the classifier train. */
const boundary = 'block6b_add';

/** Training the last blocks of EfficientNet-Lite0 on wasm: on pictures, and on features cached at the boundary. */
export async function measure() {
  await startBackend('wasm');
  registerGradients();
  const { network } = await efficientNetLite0();
  const whole = sliceNetwork(network, { upTo: 'avg_pool' });
  const tail = sliceNetwork(network, { after: boundary, upTo: 'avg_pool' });
  const weights = loadWeights(whole);
  const classifier = tf.variable(tf.randomNormal([1280, classes], 0, 0.01, 'float32', 1));
  const trained = [classifier];
  for (const [name, { trainable }] of listWeights(tail)) {
    // BatchNorm is frozen, as it is when there is little data.
    if (!trainable || /gamma|beta/.test(name)) continue;
    const weight = tf.variable(weights.get(name));
    weights.set(name, weight);
    trained.push(weight);
  }
  const labels = Array.from({ length: batchSize }, (_, index) => index % classes);
  const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);

  const step = (part, x) => {
    const { value, grads } = tf.variableGrads(() => {
      const [features] = runNetwork(part, weights, inputOf(part, x), { batchNorm: 'frozen' });
      const likelihoods = tf.logSoftmax(tf.matMul(tf.reshape(features, [batchSize, -1]), classifier));
      return tf.neg(tf.mean(tf.sum(tf.mul(targets, likelihoods), 1)));
    }, trained);
    const [loss] = value.dataSync();
    tf.dispose([value, grads]);
    return loss;
  };

  const pictures = tf.randomUniform([batchSize, 224, 224, 3], -1, 1, 'float32', 1);
  const [cached] = runNetwork(sliceNetwork(network, { upTo: boundary }), weights, inputOf(whole, pictures));
  const tensors = tf.memory().numTensors;
  const { first, second, ratio, others } = await interleave(rounds, {
    first: async () => step(whole, pictures),
    second: async () => step(tail, cached),
    items: batchSize,
  });
  const leaked = tf.memory().numTensors - tensors;
  if (leaked > 0) throw new Error(`${leaked} tensors were left behind.`);
  return {
    others,
    title: 'Training EfficientNet-Lite0 from block 6c to the head, 224 px, on wasm',
    unit: 'pictures/s',
    rows: [
      { what: 'On pictures: all of it under the gradient tape', ...first },
      { what: 'On features cached at the boundary', ...second },
    ],
    ratio: { what: 'The cache makes a step faster by', ...ratio },
    notes: [
      `Forward and back in one process, batches of ${batchSize}, BatchNorm frozen, the same kernels and trained weights on both sides; without the optimizer.`,
    ],
  };
}

function inputOf(part, x) {
  return new Map([[part.inputs[0].name, x]]);
}

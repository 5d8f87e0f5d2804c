/**
 * Takes the ten training steps of EfficientNet-Lite0's last three blocks that `reference/keras_lite0_training.py` took in
 * Keras: the same weights, pictures, batches and optimizer. Runs on the current tfjs backend.
 */
import { Blob } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { splitBlocks } from '@graftjs/cut';
import { folder as pictures } from '@graftjs/demo-chest-xray';
import { tfjsEngine } from '@graftjs/engines';
import { linear } from '@graftjs/heads/linear';
import { float16ToFloat32 } from '@graftjs/core';
import { joinNetworks, sliceNetwork } from '@graftjs/network';
import { composeTrunk } from '@graftjs/train';
import { openLiveWeights, openOptimizer, planStage, resolveOptimizer, takeStep } from '@graftjs/train/steps';

const fixtureFile = new URL('../packages/train/fixtures/keras-lite0-training.json', import.meta.url);

/** What Keras found, and how it came to it. */
export const keras = JSON.parse(readFileSync(fixtureFile, 'utf8'));

const blocksTrained = 3;
const projections = 16;

/** The network, and the features of the pictures at the boundary: the same for every case. */
export async function prepareLite0() {
  const backbone = await efficientNetLite0({ top: false });
  const task = { kind: 'classification', labels: keras.labels };
  const trunk = composeTrunk(backbone);
  const head = linear().bind(trunk.features, task, 1);
  const joined = joinNetworks(trunk.network, head.network, 'head');
  const network = { ...joined, weights: new Map([...joined.weights, ...headWeights(trunk.features[0])]) };
  const blocks = splitBlocks(backbone.network, backbone.blockEnds);
  const features = await featuresOf(backbone, network);
  const headLayers = new Set(head.network.layers.map(({ name }) => `head/${name}`));
  return { network, blocks, headLayers, features, task, exampleLoss: head.exampleLoss };
}

/**
 * @param prepared by `prepareLite0`
 * @param one of `keras.cases`
 * @returns the loss and gradient norm of each step, and of each weight that Keras moved its values before and after, by
 * Keras's name; `stray` names weights that moved and should not have
 */
export async function takeKerasSteps({ features, task, exampleLoss, ...planned }, one) {
  const { network, blocks } = planned;
  const { name, learningRate, batchNorm, tensors } = one;
  const mode = { train: 'all', learningRateScale: 1, batchNorm };
  const plan = planStage(planned, {
    kind: 'train',
    name,
    start: 'current',
    blocks: blocks.map((_, i) => (i < blocks.length - blocksTrained ? 'frozen' : mode)),
    head: 'train',
    learningRate,
    epochs: 1,
    schedule: 'constant',
  });
  if (plan.boundary !== keras.boundary) {
    throw new Error(
      `The last ${blocksTrained} blocks begin behind ${plan.boundary}; Keras's behind ${keras.boundary}.`,
    );
  }
  const options = resolveOptimizer(optimizerOf(one), task);
  const back = sliceNetwork(network, { after: plan.boundary });
  const weights = openLiveWeights(back);
  const optimizer = openOptimizer(options);
  const subject = {
    network: back,
    weights,
    plan,
    options,
    optimizer,
    exampleLoss,
    pretrained: new Map(),
    evenTarget: 0.5,
  };
  const losses = [];
  const gradientNorms = [];
  try {
    for (const [at, chosen] of keras.batches.entries()) {
      const moment = { step: at + 1, rate: learningRate, dropoutSeed: () => 1 };
      const { loss, gradientNorm } = await takeStep(subject, [batchOf(features, chosen)], moment);
      losses.push(loss);
      gradientNorms.push(gradientNorm);
    }
    const moved = new Map();
    const stray = [];
    for (const [ours, after] of await weights.read(back.weights.keys())) {
      const before = widened(back.weights.get(ours));
      const name = ours.replace('head/scores/', 'predictions/');
      if (name in tensors) moved.set(name, { before, after: after.data });
      else if (after.data.some((value, i) => value !== before[i])) stray.push(ours);
    }
    return { losses, gradientNorms, moved, stray };
  } finally {
    optimizer.dispose();
    weights.dispose();
  }
}

/**
 * How far a tensor is from Keras's, estimated from projections of its change onto 16 vectors of random signs.
 *
 * @returns norms: of the difference (with a standard error of 18 %), of Keras's tensor, and of the change that Keras made
 */
export function compareProjections({ before, after }, { norms, change }) {
  const sums = new Float64Array(projections);
  for (let i = 0; i < after.length; i++) {
    const bits = hash(i);
    const moved = after[i] - before[i];
    for (let k = 0; k < projections; k++) sums[k] += (bits >>> k) & 1 ? moved : -moved;
  }
  return {
    difference: rootMeanSquare(change.map((wanted, k) => sums[k] - wanted)),
    norm: norms[1],
    change: rootMeanSquare(change),
  };
}

async function featuresOf({ preprocess }, network) {
  const engine = tfjsEngine();
  const session = await engine.load(sliceNetwork(network, { upTo: keras.boundary }));
  try {
    const rows = [];
    for (const file of keras.pictures) {
      const picture = new Blob([readFileSync(new URL(`train/${file}`, pictures))]);
      const [row] = await session.run(new Map(preprocess.batch([await preprocess.prepare(picture)])));
      rows.push(row);
    }
    return rows;
  } finally {
    session.dispose();
    await engine.dispose();
  }
}

function optimizerOf(one) {
  const members = ['kind', 'momentum', 'weightDecay'].filter((member) => member in one);
  return Object.fromEntries(members.map((member) => [member, one[member]]));
}

function batchOf(features, chosen) {
  const labels = chosen.map((at) => keras.labels.indexOf(keras.pictures[at].split('/')[0]));
  const [{ shape, data }] = features;
  const inputs = new Float32Array(chosen.length * data.length);
  chosen.forEach((at, i) => inputs.set(features[at].data, i * data.length));
  return {
    inputs: { dtype: 'float32', shape: [chosen.length, ...shape.slice(1)], data: inputs },
    targets: {
      dtype: 'float32',
      shape: [chosen.length, keras.labels.length],
      data: Float32Array.from(labels.flatMap((label) => keras.labels.map((_, i) => Number(i === label)))),
    },
    weights: Float32Array.from(labels, (label) => keras.classWeights[label]),
  };
}

function headWeights(width) {
  const units = keras.labels.length;
  const kernel = Float32Array.from({ length: width * units }, (_, i) => (hash(i) / 2 ** 32 - 0.5) * 0.1);
  return [
    ['head/scores/kernel', { dtype: 'float32', shape: [width, units], data: kernel }],
    ['head/scores/bias', { dtype: 'float32', shape: [units], data: Float32Array.from(keras.bias) }],
  ];
}

/** As in the Python script. */
function hash(i) {
  let h = (Math.imul(i, 0x9e3779b1) + 0x85ebca6b) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

function widened({ dtype, data }) {
  return dtype === 'float16' ? float16ToFloat32(data) : data;
}

function rootMeanSquare(values) {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/**
 * Writes networks in every format, with an input and Graft's own answer to it: what `tools/reference/round_trips.py` has Python
 * check. Every architecture with drawn weights, small pictures and ten classes, and every model of
 * packages/formats/fixtures/keras as Keras saved it.
 *
 *     npx nx run-many -t build -p @graftjs/formats,@graftjs/backbones,@graftjs/engines && node tools/round-trips.mjs <folder>
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { efficientNetLiteNetwork } from '@graftjs/backbones/networks/efficientnet-lite-network';
import { inceptionV3Network } from '@graftjs/backbones/networks/inception-v3-network';
import { mobileNetV2Network } from '@graftjs/backbones/networks/mobilenet-v2-network';
import { resNetNetwork } from '@graftjs/backbones/networks/resnet-network';
import { vggNetwork } from '@graftjs/backbones/networks/vgg-network';
import { randomStream, sizeOf } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import {
  readKeras,
  readNetworkSafetensors,
  writeKeras,
  writeLayersModel,
  writeNetworkSafetensors,
  writeOnnx,
} from '@graftjs/formats';
import { listWeights, toHost, toTensor } from '@graftjs/network';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

const [folder] = process.argv.slice(2);
const fixtures = new URL('../packages/formats/fixtures/keras/', import.meta.url);
mkdirSync(folder, { recursive: true });
await startBackend('wasm');

const options = { inputSize: 64, classes: 10 };
const architectures = {
  'efficientnet-lite0': () => efficientNetLiteNetwork('efficientnet-lite0', options),
  'efficientnet-lite2': () => efficientNetLiteNetwork('efficientnet-lite2', options),
  'inception-v3': () => inceptionV3Network({ ...options, inputSize: 80 }),
  'mobilenet-v2': () => mobileNetV2Network(options),
  'mobilenet-v2, alpha 1.4': () => mobileNetV2Network({ ...options, alpha: 1.4 }),
  resnet50: () => resNetNetwork('resnet50', options),
  vgg16: () => vggNetwork('vgg16', { ...options, inputSize: 32 }),
  vgg19: () => vggNetwork('vgg19', { ...options, inputSize: 32 }),
};

for (const [name, build] of Object.entries(architectures)) {
  const whole = fill(build());
  // What the classifier is given too: its softmax may leave next to nothing of a difference.
  const { inputs: features } = whole.layers.find(({ name: layer }) => layer === 'predictions');
  const network = { ...whole, outputs: [...features, ...whole.outputs] };
  const inputs = network.inputs.map(({ shape }) => drawn([2, ...shape.slice(1)], 'input', -1, 2));
  await write(name, network, inputs);
}

for (const file of readdirSync(fixtures).filter((each) => each.endsWith('.safetensors'))) {
  const name = file.replace('.safetensors', '');
  const { network } = await readKeras(readFileSync(new URL(`${name}.k3.keras`, fixtures)));
  const { tensors } = readSafetensors(readFileSync(new URL(file, fixtures)));
  await write(
    name,
    network,
    network.inputs.map((_, at) => tensors.get(`x${at}`)),
  );
}

/**
 * @param {string} name
 * @param {import('@graftjs/core').Network} network
 * @param {readonly import('@graftjs/core').HostTensor[]} inputs
 */
async function write(name, network, inputs) {
  const at = (extension) => join(folder, `${name}.${extension}`);
  const safetensors = writeNetworkSafetensors(network);
  writeFileSync(at('keras'), await writeKeras(network));
  writeFileSync(at('onnx'), writeOnnx(network));
  const answers = await answer(network, inputs);
  const again = await answer(readNetworkSafetensors(safetensors).network, inputs);
  const stock = await stockAnswer(network, inputs);
  const tensors = [
    ...inputs.map((tensor, index) => [`x${index}`, tensor]),
    ...answers.map((tensor, index) => [`y${index}`, tensor]),
    ...again.map((tensor, index) => [`safetensors${index}`, tensor]),
    ...stock.map((tensor, index) => [`tfjs${index}`, tensor]),
  ];
  writeFileSync(at('safetensors'), writeSafetensors(new Map(tensors), new Map([['name', name]])));
  console.log(name);
}

async function answer(network, inputs) {
  const session = await tfjsEngine({ fold: false }).load(network);
  const outputs = await session.run(new Map(network.inputs.map(({ name }, index) => [name, inputs[index]])));
  session.dispose();
  return outputs;
}

/** What stock TensorFlow.js answers; nothing where it does not have all layers, so that none is written for it. */
async function stockAnswer(network, inputs) {
  const files = layersModel(network);
  if (files === undefined) return [];
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.get('model.json')));
  const [{ paths, weights: weightSpecs }] = weightsManifest;
  const weightData = Buffer.concat(paths.map((path) => files.get(path)));
  const artifacts = { modelTopology, weightSpecs, weightData: Uint8Array.from(weightData).buffer };
  const model = await loadLayersModel(io.fromMemory(artifacts));
  const tensors = inputs.map(toTensor);
  const outputs = [model.predict(tensors.length === 1 ? tensors[0] : tensors)].flat();
  return Promise.all(outputs.map(toHost));
}

function layersModel(network) {
  try {
    return writeLayersModel(network);
  } catch (error) {
    if (error.code !== 'cannot-write') throw error;
    return undefined;
  }
}

/** Kernels that keep the size of what passes, and statistics that are nothing like zero and one. */
function fill(network) {
  const weights = [...listWeights(network)].map(([name, { shape }]) => {
    const role = name.split('/').at(-1);
    if (role === 'gamma' || role === 'moving_variance') return [name, drawn(shape, name, 0.5, 1)];
    if (role !== 'kernel') return [name, drawn(shape, name, -0.1, 0.2)];
    const inputs = shape.length === 4 && shape[3] === 1 ? sizeOf(shape.slice(0, 2)) : sizeOf(shape.slice(0, -1));
    const limit = Math.sqrt(6 / inputs);
    return [name, drawn(shape, name, -limit, 2 * limit)];
  });
  return { ...network, weights: new Map(weights) };
}

function drawn(shape, name, low, reach) {
  const stream = randomStream(7, name);
  return {
    dtype: 'float32',
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => low + reach * stream.uniform()),
  };
}

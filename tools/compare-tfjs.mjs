/**
 * Compares the models inside the npm package nsfwjs, read by Graft, with the same files in stock TensorFlow.js: answers to
 * drawn pictures, and those of stock to what Graft writes. Writes docs/tfjs-models.md.
 *
 *     npm pack nsfwjs@4.4.0 && tar xzf nsfwjs-4.4.0.tgz
 *     npx nx run-many -t build && node tools/compare-tfjs.mjs package
 *
 * Ends with 1 when an answer differs by more than 1e-5 for a layers model, 1e-4 for a graph or for what was written.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { TextDecoder, TextEncoder } from 'node:util';
import { randomStream } from '@graftjs/core';
import { startBackend } from '@graftjs/engines/backends';
import { readTfjsArtifacts, readTfjsModel, writeLayersModel } from '@graftjs/formats';
import { loadWeights, runNetwork, summarize, toTensor } from '@graftjs/network';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

const PICTURES = 4;
const models = [
  ['mobilenet_v2', 'MobileNetV2, a layers model, uint8', 1e-5],
  ['inception_v3', 'InceptionV3, a layers model, uint8', 1e-5],
  ['mobilenet_v2_mid', 'MobileNetV2 of width 1.4, a graph model, uint8', 1e-4],
];
const ALLOWED_WRITTEN = 1e-4;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Usage: node tools/compare-tfjs.mjs <folder of the npm package nsfwjs>');
  process.exit(2);
}
const require = createRequire(import.meta.url);
const { version } = require(resolve(folder, 'package.json'));
const { name: backend } = await startBackend('wasm');
let holds = true;
const rows = [];
for (const [name, about, allowed] of models) {
  const files = filesOf(name);
  const { network } = await readTfjsModel(await readTfjsArtifacts(files));
  const pictures = draw(network.inputs[0].shape);
  const [ours, theirs] = [answer(network, pictures), await stock(files, pictures)];
  const read = difference(ours, theirs);
  const written = difference(await stock(writeLayersModel(network), pictures), ours);
  holds &&= read <= allowed && written <= ALLOWED_WRITTEN;
  const { total } = summarize(network);
  rows.push([about, String(network.layers.length), format(total), small(read), small(written)]);
  console.log(rows.at(-1).join(' | '));
}
writeFileSync(new URL('../docs/tfjs-models.md', import.meta.url), page());
process.exitCode = holds ? 0 : 1;

/** The package has them as modules that give JSON and base64. */
function filesOf(name) {
  const inside = resolve(folder, 'dist/models', name);
  const open = (file) => {
    const content = require(join(inside, file));
    return content.default ?? content;
  };
  const shards = readdirSync(inside).filter((file) => file.startsWith('group'));
  return new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(open('model.min.js')))],
    ...shards.map((file) => [file.replace('.min.js', ''), new Uint8Array(Buffer.from(open(file), 'base64'))]),
  ]);
}

function draw([, height, width, channels]) {
  const stream = randomStream(7, 'pictures');
  const shape = [PICTURES, height, width, channels];
  const data = Float32Array.from({ length: PICTURES * height * width * channels }, () => stream.uniform());
  return { dtype: 'float32', shape, data };
}

function answer(network, pictures) {
  const weights = loadWeights(network);
  const input = toTensor(pictures);
  const [output] = runNetwork(network, weights, new Map([[network.inputs[0].name, input]]));
  const values = output.dataSync().slice();
  tf.dispose([input, output, ...weights.values()]);
  return values;
}

async function stock(files, pictures) {
  const { weightsManifest, ...rest } = JSON.parse(new TextDecoder().decode(files.get('model.json')));
  const bytes = Buffer.concat(weightsManifest.flatMap(({ paths }) => paths).map((path) => files.get(path)));
  const artifacts = {
    ...rest,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(bytes).buffer,
  };
  const isGraph = Array.isArray(rest.modelTopology.node);
  const load = isGraph ? loadGraphModel : loadLayersModel;
  const model = await load(tf.io.fromMemory({ ...artifacts, format: isGraph ? 'graph-model' : 'layers-model' }));
  const input = toTensor(pictures);
  const output = model.predict(input);
  const values = output.dataSync().slice();
  tf.dispose([input, output]);
  model.dispose();
  return values;
}

function difference(one, other) {
  return one.reduce((largest, value, at) => Math.max(largest, Math.abs(value - other[at])), 0);
}

function small(number) {
  return number === 0 ? '0' : number.toExponential(1);
}

function format(number) {
  return number.toLocaleString('en-US');
}

function page() {
  const head = ['model', 'layers', 'parameters', 'read: largest difference', 'written: largest difference'];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `# Real models of TensorFlow.js

Made by \`tools/compare-tfjs.mjs\`: the models in the npm package nsfwjs ${version}, answers to ${PICTURES} drawn pictures on ${backend}. Read: Graft with the files, against stock TensorFlow.js 4.22 with the same files. Written: stock with what \`writeLayersModel\` writes, against Graft.

${[line(head), rule, ...rows.map(line)].join('\n')}

## The models of nsfwjs

The package has them as modules of JavaScript. \`unpack.mjs\` writes one as the files that any reader of TensorFlow.js takes:

\`\`\`js
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [from, to] = process.argv.slice(2);
const exported = (file) => {
  const module = createRequire(import.meta.url)(resolve(from, file));
  return module.default ?? module;
};
mkdirSync(to);
writeFileSync(join(to, 'model.json'), JSON.stringify(exported('model.min.js')));
for (const file of readdirSync(from).filter((name) => name.startsWith('group'))) {
  writeFileSync(join(to, file.replace('.min.js', '')), Buffer.from(exported(file), 'base64'));
}
\`\`\`

\`\`\`sh
node unpack.mjs node_modules/nsfwjs/dist/models/mobilenet_v2 nsfw
npx graft inspect nsfw
\`\`\`
`;
}

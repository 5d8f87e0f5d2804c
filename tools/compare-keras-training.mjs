/**
 * Compares graft's training of EfficientNet-Lite0's last three blocks with Keras's, every element of every tensor.
 *
 *     python tools/reference/keras_lite0_training.py <pictures> <weights> --dump keras.safetensors   (as its first lines say)
 *     npm run build && node tools/compare-keras-training.mjs keras.safetensors [wasm|cpu|tfjs-node]
 *
 * Ends with 1 when a tensor differs from Keras's by more than 1e-4 of its norm, or a weight moved that Keras left.
 */
import { readFileSync } from 'node:fs';
import { startBackend } from '@graftjs/engines/backends';
import { registerGradients } from '@graftjs/engines/gradient-kernels';
import { readSafetensors } from '@graftjs/safetensors';
import { keras, prepareLite0, takeKerasSteps } from './keras-steps.mjs';

const allowed = 1e-4;
const rowsShown = 5;

const [dump, wantedBackend] = process.argv.slice(2);
if (dump === undefined) {
  console.error('Usage: node tools/compare-keras-training.mjs <keras.safetensors> [backend]');
  process.exit(2);
}
const { tensors } = readSafetensors(readFileSync(dump));
const { name: backend } = await startBackend(wantedBackend);
registerGradients();
const prepared = await prepareLite0();
const { keras: kerasVersion, tensorflow } = keras.madeBy;
console.log(`${keras.batches.length} steps on ${backend} against Keras ${kerasVersion} on TensorFlow ${tensorflow}`);

let holds = true;
for (const one of keras.cases) {
  const { losses, moved, stray } = await takeKerasSteps(prepared, one);
  const rows = [...moved].map(([name, ours]) => compare(name, ours, tensors.get(`${one.name}/${name}`).data));
  rows.sort((a, b) => b.ofTensor - a.ofTensor);
  const lossApart = Math.max(...losses.map((loss, step) => Math.abs(loss - one.losses[step])));
  console.log(`\n${one.name}: ${rows.length} tensors, losses within ${lossApart.toExponential(1)}`);
  console.log('  of its norm  of its change');
  for (const { name, ofTensor, ofChange } of rows.slice(0, rowsShown)) {
    console.log(`  ${ofTensor.toExponential(1)}      ${ofChange.toExponential(1)}        ${name}`);
  }
  if (stray.length > 0) console.log(`  moved, and should not have: ${stray.join(', ')}`);
  holds &&= stray.length === 0 && rows.every(({ ofTensor }) => ofTensor <= allowed);
}
console.log(`\nEvery tensor within ${allowed} of its norm: ${holds ? 'yes' : 'NO'}`);
process.exitCode = holds ? 0 : 1;

function compare(name, { before, after }, wanted) {
  const difference = norm(after, (value, i) => value - wanted[i]);
  return {
    name,
    ofTensor: difference / norm(wanted, (value) => value),
    ofChange: difference / norm(wanted, (value, i) => value - before[i]),
  };
}

function norm(values, part) {
  return Math.sqrt(values.reduce((sum, value, i) => sum + part(value, i) ** 2, 0));
}

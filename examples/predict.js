// node examples/predict.js <bundle> <picture> …
import { openAsBlob } from 'node:fs';
import { loadModel } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { imagePlugin } from '@graftjs/images';

const [file = 'flowers.safetensors', ...pictures] = process.argv.slice(2);

await startBackend();
const model = await loadModel(await loadBundle(file, { preprocessors: [imagePlugin] }), tfjsEngine());
const predictions = await model.predict(await Promise.all(pictures.map((picture) => openAsBlob(picture))));
for (const [index, { label, probability }] of predictions.entries()) {
  console.log(`${pictures[index]}: ${label} (${(probability * 100).toFixed(1)} %)`);
}
model.dispose();

// node examples/predict.js <bundle> <picture> …
import { openAsBlob } from 'node:fs';
import { loadModel } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { imagePlugin } from '@graftjs/images';

const [file = 'flowers.safetensors', ...pictures] = process.argv.slice(2);

await startBackend();
const bundle = await loadBundle(file, { preprocessors: [imagePlugin] });
const model = await loadModel(bundle, tfjsEngine());
const predictions = await model.predict(await Promise.all(pictures.map((picture) => openAsBlob(picture))));
for (const [index, { label, probabilities }] of predictions.entries())
  console.log(pictures[index], label, probabilities);
model.dispose();

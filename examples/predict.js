// node examples/predict.js <bundle> <picture> …
import { openAsBlob } from 'node:fs';
import { openModel } from '@graftjs/predict';

const [file = 'flowers.safetensors', ...pictures] = process.argv.slice(2);

const model = await openModel(file);
const predictions = await model.predict(await Promise.all(pictures.map((picture) => openAsBlob(picture))));
for (const [index, { label, probability }] of predictions.entries()) {
  console.log(`${pictures[index]}: ${label} (${(probability * 100).toFixed(1)} %)`);
}
model.dispose();

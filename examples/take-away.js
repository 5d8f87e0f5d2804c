// node examples/take-away.js <bundle> <picture> <folder>
// Takes a trained model away for ONNX Runtime and Keras, and holds what the file answers against what the model does.
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, reportProbabilities } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { takePixels, writeKeras, writeOnnx } from '@graftjs/formats';
import { openNetworkFile } from '@graftjs/formats/files';
import { imagePlugin, imagePreprocess } from '@graftjs/images';

const [file = 'flowers.safetensors', picture = 'rose.jpg', folder = '.'] = process.argv.slice(2);

await startBackend();
const engine = tfjsEngine();
const bundle = await loadBundle(file, { preprocessors: [imagePlugin] });
const model = await loadModel(bundle, engine);

// Levels from 0 to 255 in, probabilities out: decoding and resizing are all that is left to do elsewhere.
const spec = /** @type {import('@graftjs/images').ImageSpec} */ (bundle.preprocess.spec);
const network = takePixels(reportProbabilities(bundle.network, bundle.activation, model.labels.length), spec);
await writeFile(join(folder, 'model.onnx'), writeOnnx(network));
await writeFile(join(folder, 'model.keras'), await writeKeras(network));

const blob = await openAsBlob(picture);
const [{ label, probabilities }] = await model.predict([blob]);
const pixels = imagePreprocess({ ...spec, mean: 0, std: 1, channels: 'rgb' });
const opened = await openNetworkFile(join(folder, 'model.keras'));
const session = await engine.load(opened.network);
const [answer] = await session.run(pixels.batch([await pixels.prepare(blob)]));
const differences = [...probabilities].map((probability, at) => Math.abs(probability - answer.data[at]));
console.log(`${label}; the file differs by ${Math.max(...differences).toExponential(0)}`);
await engine.dispose();

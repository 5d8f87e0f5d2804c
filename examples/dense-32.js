// A head of two layers, Dense(32, relu) and Dense(1, sigmoid), on frozen features: for two classes.
// node examples/dense-32.js <folder with two sub-folders, one for each class>
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { imageFolder } from '@graftjs/data/image-folder';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { mlp } from '@graftjs/heads/mlp';
import { compose, evaluate, fit } from '@graftjs/train';

const [folder = 'flowers'] = process.argv.slice(2);

await startBackend();
const run = await fit(
  compose({
    data: await imageFolder(folder, { seed: 7 }),
    backbone: await efficientNetLite0(),
    head: mlp({ units: [32], output: 'binary' }),
    freeze: featureExtraction({ epochs: 50 }),
    seed: 7,
  }),
);
const layers = run.network.layers.filter(({ name }) => name.startsWith('head/'));
console.log(layers.map(({ name, options }) => `${name}: ${options.units} units`).join('\n'));
console.log(`stopped by ${run.stages[0]?.stoppedBy} after ${run.stages[0]?.epochs} epochs`);
console.log(`test accuracy ${(await evaluate(run, 'test')).metrics.accuracy.value}`);

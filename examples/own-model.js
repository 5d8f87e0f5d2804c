// node examples/own-model.js <your model: .h5, .keras> <folder with a sub-folder for each class> [bundle to write]
import { networkBackbone } from '@graftjs/backbones';
import { saveBundle } from '@graftjs/bundle/files';
import { imageFolder } from '@graftjs/data/image-folder';
import { startBackend } from '@graftjs/engines/backends';
import { openNetworkFile } from '@graftjs/formats/files';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { compose, evaluate, fit } from '@graftjs/train';

const [model = 'my_model_A.h5', folder = 'flowers', out = 'flowers.safetensors'] = process.argv.slice(2);

await startBackend();
const { network, kind } = await openNetworkFile(model);
// How it wants its pixels is known to whoever trained it: 'caffe', 'torch', 'tf', '0..1', 'none', or a mean and std.
const backbone = networkBackbone({ network, preprocess: 'tf', dropLast: 1 });
console.log(`${network.name} (${kind}) without its last layer ends in ${backbone.network.outputs[0].from}`);

const data = await imageFolder(folder, { seed: 7 });
const run = await fit(compose({ data, backbone, head: linear(), freeze: featureExtraction(), seed: 7 }));
console.log('test accuracy', (await evaluate(run, 'test')).metrics.accuracy.value);
await saveBundle(run, out);

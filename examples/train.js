// node examples/train.js <folder with a sub-folder for each class> [bundle to write]
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { saveBundle } from '@graftjs/bundle/files';
import { imageFolder } from '@graftjs/data/image-folder';
import { startBackend } from '@graftjs/engines/backends';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { compose, evaluate, fit } from '@graftjs/train';

const [folder = 'flowers', out = 'flowers.safetensors'] = process.argv.slice(2);

await startBackend();
const run = await fit(
  compose({
    data: await imageFolder(folder, { seed: 7 }),
    backbone: await efficientNetLite0(),
    head: linear(),
    freeze: featureExtraction(),
    seed: 7,
  }),
);
console.log((await evaluate(run, 'test')).metrics);
await saveBundle(run, out);

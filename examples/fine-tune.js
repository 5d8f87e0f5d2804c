// Fine-tunes a network on your pictures: the head first, then the last two blocks with it.
// node examples/fine-tune.js <folder with a sub-folder for each class> [bundle to write]
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { saveBundle } from '@graftjs/bundle/files';
import { imageFolder } from '@graftjs/data/image-folder';
import { startBackend } from '@graftjs/engines/backends';
import { linearProbeThenFineTune } from '@graftjs/freeze/linear-probe-then-fine-tune';
import { linear } from '@graftjs/heads/linear';
import { augmentImages } from '@graftjs/images/augment';
import { sketchCurves } from '@graftjs/report';
import { compose, evaluate, fit } from '@graftjs/train';

const [folder = 'flowers', out = 'fine-tuned.safetensors'] = process.argv.slice(2);

await startBackend();
const composition = compose({
  data: await imageFolder(folder, { seed: 7 }),
  backbone: await efficientNetLite0(),
  head: linear(),
  freeze: linearProbeThenFineTune({ blocks: 2, epochs: 4 }),
  augment: augmentImages({ flip: 'horizontal', shift: 0.1, rotation: 10, views: 4 }),
  optimizer: { weightDecay: 0.01, labelSmoothing: 0.1 },
  seed: 7,
});
const run = await fit(composition, {
  onProgress(event) {
    if (event.phase === 'price') console.log(`${event.stage}: frozen up to ${event.boundary}`);
    if (event.phase === 'epoch')
      console.log(`epoch ${event.epoch}: validation loss ${event.validationLoss?.toFixed(3)}`);
  },
});
console.log(sketchCurves(run.stages));
console.log(`test accuracy ${(await evaluate(run, 'test')).metrics.accuracy.value}`);
await saveBundle(run, out);

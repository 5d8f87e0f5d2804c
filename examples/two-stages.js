// Joins strategies: the head on frozen features; then the last three blocks with it, early ones more slowly, as fastai's
// fine_tune does.
// node examples/two-stages.js <folder with a sub-folder for each class>
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { imageFolder } from '@graftjs/data/image-folder';
import { startBackend } from '@graftjs/engines/backends';
import { discriminative } from '@graftjs/freeze/discriminative';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { inSequence } from '@graftjs/freeze/in-sequence';
import { linear } from '@graftjs/heads/linear';
import { compose, fit } from '@graftjs/train';

const [folder = 'flowers'] = process.argv.slice(2);

await startBackend();
const run = await fit(
  compose({
    data: await imageFolder(folder, { seed: 7 }),
    backbone: await efficientNetLite0(),
    head: linear(),
    freeze: inSequence(featureExtraction(), discriminative({ blocks: 3, epochs: 2, schedule: 'one-cycle' })),
    seed: 7,
  }),
);
for (const { stage, epochs, validationLoss } of run.stages) {
  console.log(`${stage.name}: ${epochs} epochs, validation loss ${validationLoss?.toFixed(3)}`);
}

import { pools } from '@graftjs/core';
import { Option, type Command } from 'commander';
import type { FeaturesFlags } from '../commands/features.js';
import { command, dropLast, groupBy, preprocess, wholeNumber, withEngine, withTable } from './options.js';
import type { Start } from './start.js';

/** `graft features`, as users see it. */
export function declareFeatures(program: Command, start: Start): void {
  const features = command(program, 'features', 'Write what a backbone sees, as arrays for numpy')
    .argument('<backbone|file>', 'a name from `graft list`, a bundle, or a network of your own: .h5, .keras')
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>, or a table of texts')
    .requiredOption('--out <file>', 'the .npz to write')
    .option('--weights <imagenet|none|file>', "the backbone's weights (default: imagenet)")
    .option('--input-size <pixels>', 'width and height of what the backbone sees', wholeNumber(1))
    .addOption(dropLast())
    .addOption(preprocess())
    .option('--cut <layer>', 'the layer whose output is wanted; see `graft inspect --cuts` (default: the bottleneck)')
    .addOption(new Option('--pool <how>', 'how what the layer gives becomes a vector (default: mean)').choices(pools))
    .addOption(groupBy())
    .option('--batch-size <count>', 'pictures that run through the backbone at once (default: 16)', wholeNumber(1))
    .option('--seed <number>', 'decides the splits of a folder that is not split (default: 1)', wholeNumber(0))
    .option('--strict', 'stop at the first picture that cannot be read')
    .option('--force', 'replace an output file that is there');
  withTable(features.optionsGroup('A table of texts:'));
  withEngine(features.optionsGroup('Where it runs:'))
    .addHelpText(
      'after',
      `
Arrays: features [n, d] float32, labels [n] int32, label_names, files [n], splits [n].

Examples:
  graft features my_model_A.h5 flowers/ --drop-last 1 --preprocess tf --out flowers.npz
  graft features efficientnet-lite0 flowers/ --out flowers.npz
  python -c "import numpy; print(numpy.load('flowers.npz')['features'].shape)"`,
    )
    .action((backbone: string, data: string, flags: FeaturesFlags) =>
      start(async () => (await import('../commands/features.js')).features, backbone, data, flags),
    );
}

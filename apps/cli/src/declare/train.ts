import { pools } from '@graftjs/core';
import { Option, type Command } from 'commander';
import type { TrainFlags } from '../commands/train.js';
import { classWeights, command, groupBy, wholeNumber, withEngine } from './options.js';
import type { Start } from './start.js';

/** `graft train`, as users see it. */
export function declareTrain(program: Command, start: Start): void {
  withEngine(command(program, 'train', 'Train a classifier on folders of pictures'))
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>; or a recipe file, recipe.json')
    .option('--backbone <name|file>', 'a name from `graft list`, or a bundle (default: efficientnet-lite0)')
    .option('--weights <imagenet|none|file>', "the backbone's weights; none draws them at random (default: imagenet)")
    .option('--input-size <pixels>', 'width and height of what the backbone sees', wholeNumber(1))
    .option('--cut <layer>', 'where the backbone ends; see `graft inspect --cuts` (default: its bottleneck)')
    .addOption(new Option('--pool <how>', 'how a feature map becomes a vector (default: mean)').choices(pools))
    .option('--head <name>', 'what is trained (default: linear)')
    .option('--freeze <name>', 'what stays as it is (default: feature-extraction)')
    .addOption(groupBy())
    .option('--class-weights <how>', 'balanced, none, or NAME=NUMBER,… (default: balanced)', classWeights)
    .option('--batch-size <count>', 'pictures that run through the backbone at once (default: 16)', wholeNumber(1))
    .option('--seed <number>', 'decides everything that is drawn at random (default: 1)', wholeNumber(0))
    .option('--out <file>', 'the bundle to write (default: model.safetensors)')
    .option('--report <file>', 'also write a report, in Markdown')
    .option('--strict', 'stop at the first picture that cannot be read')
    .option('--force', 'replace output files that are there')
    .addHelpText(
      'after',
      `
A recipe file says the same as the flags: { "data": "flowers", "batchSize": 8, "plugins": ["./my-head.mjs"], … }.
Flags go before the file. Paths in it start from its folder. Pictures that cannot be read are listed and left out
while they are fewer than 5 %.

Examples:
  graft train flowers/ --out flowers.safetensors --report flowers.md
  graft train xrays/ --group-by '(person\\d+_(?:virus|bacteria)|(?:NORMAL2-)?IM-\\d+)'
  graft train recipe.json --seed 2 --out second.safetensors`,
    )
    .action((data: string, flags: TrainFlags) =>
      start(async () => (await import('../commands/train.js')).train, data, flags),
    );
}

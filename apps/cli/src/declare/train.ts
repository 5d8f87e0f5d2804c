import { pools } from '@graftjs/core';
import { Option, type Command } from 'commander';
import type { TrainFlags } from '../commands/train.js';
import { optimizers } from '../optimizers.js';
import { augmentOption } from './augment-option.js';
import { blocks, number, numberOrNumbers, wholeNumberOrNone, wholeNumbers } from './option-values.js';
import { classWeights, command, dropLast, groupBy, preprocess, wholeNumber, withEngine, withTable } from './options.js';
import type { Start } from './start.js';

/** `graft train`, as users see it. */
export function declareTrain(program: Command, start: Start): void {
  const train = command(program, 'train', 'Train a classifier on folders of pictures, or on a table of texts').argument(
    '<data>',
    'a folder <class>/<picture> or <split>/<class>/<picture>, or a zip of one; a table, messages.tsv; or a recipe file, recipe.json',
  );
  for (const withGroup of [withData, withModel, withStrategy, withSteps, withEnd, withCheckpoints, withOutput])
    withGroup(train);
  withEngine(train.optionsGroup('Where it runs:'))
    .addHelpText('after', afterwards)
    .action((data: string, flags: TrainFlags) =>
      start(async () => (await import('../commands/train.js')).train, data, flags),
    );
}

/** What `lr-find` takes too. */
export function withData(train: Command): void {
  withTable(train.optionsGroup('Data:'))
    .option('--data <folder>', 'other pictures than those that a recipe file names')
    .addOption(groupBy())
    .option(
      '--class-weights <how>',
      'what a picture of each class counts: balanced, none, or NAME=NUMBER,… (default: balanced)',
      classWeights,
    )
    .option('--augment <ranges|none>', 'views of training pictures: flip=horizontal,shift=0.1,rotation=10', (text) =>
      text === 'none' ? text : augmentOption(text),
    )
    .option('--views <count>', 'views of each picture, itself included (default: 8)', wholeNumber(1))
    .option('--strict', 'stop at the first picture that cannot be read');
}

/** What `lr-find` takes too. */
export function withModel(train: Command): void {
  train
    .optionsGroup('Model:')
    .option(
      '--backbone <name|file>',
      'a name from `graft list`, a bundle, or a network of your own: .h5, .keras (default: efficientnet-lite0)',
    )
    .option('--weights <imagenet|none|file>', "the backbone's weights; none draws them at random (default: imagenet)")
    .option('--input-size <pixels>', 'width and height of what the backbone sees', wholeNumber(1))
    .addOption(dropLast())
    .addOption(preprocess())
    .option('--cut <layer>', 'the layer that the head is put on; see `graft inspect --cuts` (default: the bottleneck)')
    .addOption(new Option('--pool <how>', 'how what the layer gives becomes a vector (default: mean)').choices(pools))
    .option('--head <name>', 'linear, mlp or prototype (default: linear)')
    .option('--units <counts>', 'mlp: units of its hidden layers, such as 32 or 64,16 (default: 64)', wholeNumbers)
    .option('--dropout <share>', 'mlp: what a step drops of each hidden layer, 0 to below 1 (default: 0)', number)
    .option('--activation <name>', 'mlp: relu, silu or tanh (default: relu)')
    .option('--output <kind>', 'linear, mlp: softmax, sigmoid, or binary, one unit for two classes (default: auto)')
    .option('--solver <how>', 'linear: direct or gradient (default: direct)')
    .option('--l2 <penalties>', 'linear, solved directly: one penalty, or several to choose from', numberOrNumbers);
}

/** What `lr-find` takes too. */
export function withStrategy(train: Command): void {
  train
    .optionsGroup('What trains, and how long:')
    .option(
      '--freeze <name>',
      'what trains when: a strategy from `graft list`, such as lp-ft (default: feature-extraction)',
    )
    .option('--blocks <count|which>', 'how many blocks train, from the head; surgical: first, middle, …', blocks)
    .option('--count <blocks>', 'surgical: how many blocks train (default: 1)', wholeNumber(1))
    .option('--epochs <count>', 'at most so many (default: 20; of a head alone: 100)', wholeNumber(1))
    .option(
      '--patience <epochs|none>',
      'ends after so many epochs without a better validation loss; none: never',
      wholeNumberOrNone,
    )
    .option('--learning-rate <rate>', 'the highest rate (default: 0.0001; of a head alone: 0.001)', number)
    .option(
      '--schedule <name>',
      'of the rate: constant, cosine or one-cycle (default: cosine; of a head alone: constant)',
    )
    .option('--warmup <share>', 'share of the steps, 0 to 1, in which the rate rises first (default: 0.1)', number)
    .option('--factor <number>', 'progressive, discriminative: what each block divides the rate by', number)
    .option(
      '--batch-norm <mode>',
      'BatchNorm of blocks that train: frozen, affine (scale and offset only) or train (default: frozen)',
    );
}

/** What `lr-find` takes too. */
export function withSteps(train: Command): void {
  train
    .optionsGroup('Steps:')
    .option(
      '--batch-size <count>',
      'pictures in a step, or through the backbone, at once (default: 16)',
      wholeNumber(1),
    )
    .addOption(new Option('--optimizer <name>', 'default: adamw').choices(optimizers))
    .option('--momentum <share>', 'sgd: from 0 to below 1 (default: 0.9)', number)
    .option('--weight-decay <number>', 'pulls weights to zero, biases left out (default: 0)', number)
    .option('--pull-to-pretrained <number>', 'pulls weights to where they came from (default: 0)', number)
    .option('--clip-norm <number>', 'limits the norm of all gradients together', number)
    .option(
      '--label-smoothing <share>',
      'share of each target that is spread over all classes, from 0 to below 1 (default: 0)',
      number,
    )
    .option('--accumulate <count>', 'batches whose gradients make one step (default: 1)', wholeNumber(1))
    .option('--averaging <decay>', 'keeps a moving average of the weights, and measures that; such as 0.99', number)
    .option('--seed <number>', 'decides everything that is drawn at random (default: 1)', wholeNumber(0));
}

function withEnd(train: Command): void {
  train
    .option('--budget <time>', 'stops when so many seconds are over, or 10m, or 1.5h; keeps the best')
    .option('--stop-at <step>', 'stops after so many steps, as a budget did', wholeNumber(0));
}

function withCheckpoints(train: Command): void {
  train
    .optionsGroup('Checkpoints:')
    .option('--resume', 'go on from where a run was interrupted, to the very same bundle')
    .option('--checkpoint <folder|none>', 'where they go until it is done (default: beside --out, model.checkpoints)')
    .option('--checkpoint-every <steps|time>', 'how often, such as 100 or 30s (default: 60s, and after each stage)');
}

function withOutput(train: Command): void {
  train
    .optionsGroup('Output:')
    .option('--out <file>', 'the bundle to write (default: model.safetensors)')
    .option('--report <file>', 'also write a report, in Markdown')
    .option('--compare-with <bundle>', 'also say how much better this is than another bundle, on the test pictures')
    .option('--force', 'replace output files that are there, and start anew where a run was interrupted');
}

const afterwards = `
The backbone is the pretrained network. It is cut at a layer, and a head is put on there, which answers with your classes.
Its layers are grouped into blocks, counted from the head. A strategy says which of them train, and which stay frozen.

A strategy, a head or a backbone that does not take an option says so; nothing is ignored.

A recipe file says the same as the flags: { "data": "flowers", "batchSize": 8, "plugins": ["./my-head.mjs"], … };
options of the head and of the strategy stand with it: { "freeze": { "name": "lp-ft", "options": { "blocks": 2 } } }.
Flags go before the file. Paths in it start from its folder. Pictures that cannot be read are listed and left out
while they are fewer than 5 % of all. Of 100 pictures in no splits, about 20 go to validation and 20 to the test.

Ctrl-C keeps a checkpoint of what trains step by step, and says how to go on; a second one ends at once.

Examples:
  graft train flowers/ --out flowers.safetensors --report flowers.md
  graft train flowers/ --freeze lp-ft --blocks 2 --augment flip=horizontal,shift=0.1 --views 4
  graft train flowers/ --head mlp --units 32 --dropout 0.2 --output binary
  graft train flowers/ --weights none --freeze fine-tune --batch-norm train --learning-rate 0.001 --out scratch.safetensors
  graft train flowers/ --freeze lp-ft --compare-with scratch.safetensors --report gain.md
  graft train flowers/ --freeze lp-ft --resume
  graft train xrays/ --group-by '(person\\d+_(?:virus|bacteria)|(?:NORMAL2-)?IM-\\d+)'
  graft train flowers/ --backbone my_model_A.h5 --drop-last 1 --preprocess tf
  graft train messages.tsv --text 2 --label 1 --out spam.safetensors
  graft train recipe.json --seed 2 --out second.safetensors`;

import { pools } from '@graftjs/core';
import { Command, InvalidArgumentError, Option } from 'commander';

import type { TrainFlags } from './commands/train.js';
import type { EvaluateFlags } from './commands/evaluate.js';
import type { PredictFlags } from './commands/predict.js';
import type { FeaturesFlags } from './commands/features.js';
import type { InspectFlags } from './commands/inspect.js';
import type { DemoFlags } from './commands/demo.js';
import { exitCodeHelp } from './exit-codes.js';
import { version } from './version.js';
import type { Command as Run } from './output.js';

/** Runs a command that loads on use, so that `graft --help` loads nothing. */
export type Start = <Arguments extends readonly unknown[]>(
  load: () => Promise<Run<Arguments>>,
  ...args: Arguments
) => Promise<void>;

/**
 * The whole command line: what users can ask for, and which file does it.
 *
 * @param start runs a command and turns how it went into an exit code
 */
export function createProgram(start: Start): Command {
  const program = new Command('graft')
    .description('Transfer learning: put a head on a pretrained network, train, ship one file.')
    .version(version)
    .showHelpAfterError('Try --help for what there is.')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  graft demo                                       see it work, in about a minute
  graft train flowers/ --out flowers.safetensors   flowers/<class>/<picture>
  graft predict flowers.safetensors garden/*.jpg
  graft predict efficientnet-lite0 cat.jpg --top 5
${exitCodeHelp}`,
    );

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
      start(async () => (await import('./commands/train.js')).train, data, flags),
    );

  withEngine(command(program, 'evaluate', 'Measure a bundle on pictures with known classes'))
    .argument('<bundle>', 'a file that `graft train` wrote')
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>')
    .addOption(
      new Option('--split <name>', 'which part to measure').choices(['train', 'validation', 'test']).default('test'),
    )
    .option('--all', 'on every picture of a folder that is not split')
    .addOption(groupBy())
    .option('--seed <number>', 'splits a folder that is not split as training with this seed did', wholeNumber(0))
    .option('--strict', 'stop at the first picture that cannot be read')
    .addHelpText(
      'after',
      `
A folder that is not split yet is split as it was for training: --seed and --group-by are read from the bundle.

Example:
  graft evaluate flowers.safetensors flowers/ --split test`,
    )
    .action((bundle: string, data: string, flags: EvaluateFlags) =>
      start(async () => (await import('./commands/evaluate.js')).evaluate, bundle, data, flags),
    );

  command(program, 'predict', 'Say what is in pictures')
    .argument('<bundle|backbone>', 'a file that `graft train` wrote, or a backbone with its classifier')
    .argument('<pictures...>', 'pictures, or folders of them')
    .option('--top <count>', 'give only the likeliest classes', wholeNumber(1))
    .option('--weights <file>', 'of a backbone, where none come with graft')
    .option('--out <file>', 'write a table, in CSV')
    .option('--backend <name>', 'run there or not at all; see `graft backends`')
    .option('--force', 'replace an output file that is there')
    .addHelpText(
      'after',
      `
Pictures that cannot be read are listed; the rest is done, and the exit code is 3.

Examples:
  graft predict flowers.safetensors rose.jpg garden/
  graft predict efficientnet-lite0 cat.jpg --top 5
  graft predict flowers.safetensors garden/ --out garden.csv`,
    )
    .action((model: string, pictures: string[], flags: PredictFlags) =>
      start(async () => (await import('./commands/predict.js')).predict, model, pictures, flags),
    );

  withEngine(command(program, 'features', 'Write what a backbone sees, as arrays for numpy'))
    .argument('<backbone>', 'a name from `graft list`, or a bundle')
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>')
    .requiredOption('--out <file>', 'the .npz to write')
    .option('--weights <imagenet|none|file>', "the backbone's weights (default: imagenet)")
    .option('--input-size <pixels>', 'width and height of what the backbone sees', wholeNumber(1))
    .option('--cut <layer>', 'where the backbone ends (default: its bottleneck)')
    .addOption(new Option('--pool <how>', 'how a feature map becomes a vector (default: mean)').choices(pools))
    .addOption(groupBy())
    .option('--batch-size <count>', 'pictures that run through the backbone at once (default: 16)', wholeNumber(1))
    .option('--seed <number>', 'decides the splits of a folder that is not split (default: 1)', wholeNumber(0))
    .option('--strict', 'stop at the first picture that cannot be read')
    .option('--force', 'replace an output file that is there')
    .addHelpText(
      'after',
      `
Arrays: features [n, d] float32, labels [n] int32, label_names, files [n], splits [n].

Example:
  graft features efficientnet-lite0 flowers/ --out flowers.npz
  python -c "import numpy; print(numpy.load('flowers.npz')['features'].shape)"`,
    )
    .action((backbone: string, data: string, flags: FeaturesFlags) =>
      start(async () => (await import('./commands/features.js')).features, backbone, data, flags),
    );

  command(program, 'inspect', 'Show layers, cuts, bottleneck, preprocessing and licence')
    .argument('<backbone|file>', 'a name from `graft list`, a bundle, or a file of weights')
    .option('--no-top', 'without the classifier')
    .option('--input-size <pixels>', 'width and height of what the backbone sees', wholeNumber(1))
    .option('--cut <layer>', 'where a head is put (default: the bottleneck)')
    .option('--head <name>', 'with this head put on, and the rest frozen')
    .option('--classes <count>', 'how many classes the head tells apart (default: 2)', wholeNumber(1))
    .option('--cuts', 'list every layer where the network can be cut')
    .addHelpText(
      'after',
      `
Examples:
  graft inspect efficientnet-lite0 --cuts
  graft inspect efficientnet-lite0 --no-top --head linear --classes 5
  graft inspect flowers.safetensors`,
    )
    .action((target: string, flags: InspectFlags) =>
      start(async () => (await import('./commands/inspect.js')).inspect, target, flags),
    );

  command(program, 'list', 'List backbones, heads, freeze strategies and pools')
    .argument('[pattern]', "only names that match, such as 'eff*'")
    .action((pattern: string | undefined, flags: object) =>
      start(async () => (await import('./commands/list.js')).list, pattern, flags),
    );

  command(program, 'backends', 'Say what can run networks on this machine').action((flags: object) =>
    start(async () => (await import('./commands/backends.js')).backends, flags),
  );

  command(program, 'demo', 'Train on real chest X-rays, write graft-demo/, and classify one')
    .option('--workers <count>', 'threads that make features (default: one a core)', wholeNumber(1))
    .option('--cache <folder|none>', 'where features are kept (default: nowhere, so that the work is seen)')
    .option('--backend <name>', 'run there or not at all; see `graft backends`')
    .action((flags: DemoFlags) => start(async () => (await import('./commands/demo.js')).demo, flags));

  return program;
}

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--json', 'give the answer as one JSON value on standard output');
}

function withEngine(command: Command): Command {
  return command
    .option('--cache <folder|none>', "where features are kept (default: the user's cache folder)")
    .option('--workers <count>', 'threads that make features, on wasm (default: one a core)', wholeNumber(1))
    .option('--backend <name>', 'run there or not at all; see `graft backends` (default: the fastest there is)');
}

function groupBy(): Option {
  return new Option('--group-by <regex>', 'pictures whose names give the same first capture stay in one split');
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least}.`);
  };
}

/** `NORMAL=1,PNEUMONIA=2.5` to an object; a rule's name stays as it is. */
function classWeights(text: string): string | Record<string, number> {
  if (!text.includes('=')) return text;
  const pairs = text.split(',').map((pair): [string, number] => {
    const at = pair.lastIndexOf('=');
    return [pair.slice(0, at), Number(pair.slice(at + 1) || NaN)];
  });
  if (pairs.some(([name, weight]) => name === '' || !(weight > 0))) {
    throw new InvalidArgumentError('It takes balanced, none, or NAME=NUMBER,… with numbers above 0.');
  }
  return Object.fromEntries(pairs);
}

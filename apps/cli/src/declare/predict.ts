import type { Command } from 'commander';
import type { PredictFlags } from '../commands/predict.js';
import { column, command, preprocess, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft predict`, as users see it. */
export function declarePredict(program: Command, start: Start): void {
  command(program, 'predict', 'Say what is in pictures, or what texts are')
    .argument(
      '<model>',
      'a file that `graft train` wrote, a backbone with its classifier, or a network of your own: .h5, .keras',
    )
    .argument(
      '<inputs...>',
      'pictures, or folders of them; texts, or files of them: .txt by lines, .tsv and .csv by column',
    )
    .option('--top <count>', 'give only the likeliest classes', wholeNumber(1))
    .option('--weights <file>', 'of a backbone, where none come with graft')
    .addOption(preprocess())
    .option('--input-size <pixels>', 'width and height of what a network of your own sees', wholeNumber(1))
    .option('--labels <file>', 'what the classes of a network of your own are called, one a line')
    .option('--text <column>', 'of a table of texts, by name or by number from 1 (default: as in training)', column)
    .option('--out <file>', 'write a table, in CSV; - for standard output')
    .option('--backend <name>', 'run there or not at all; see `graft backends`')
    .option('--force', 'replace an output file that is there')
    .addHelpText(
      'after',
      `
Pictures that cannot be read are listed; the rest is done, and the exit code is 3.

Examples:
  graft predict flowers.safetensors rose.jpg garden/
  graft predict efficientnet-lite0 cat.jpg --top 5
  graft predict my_model_A.h5 cat.jpg --preprocess tf --labels labels.txt
  graft predict flowers.safetensors garden/ --out garden.csv
  graft predict spam.safetensors 'Free entry! Call now' messages.txt`,
    )
    .action((model: string, pictures: string[], flags: PredictFlags) =>
      start(async () => (await import('../commands/predict.js')).predict, model, pictures, flags),
    );
}

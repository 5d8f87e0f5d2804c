import type { Command } from 'commander';
import type { PredictFlags } from '../commands/predict.js';
import { command, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft predict`, as users see it. */
export function declarePredict(program: Command, start: Start): void {
  command(program, 'predict', 'Say what is in pictures')
    .argument('<bundle|backbone>', 'a file that `graft train` wrote, or a backbone with its classifier')
    .argument('<pictures...>', 'pictures, or folders of them')
    .option('--top <count>', 'give only the likeliest classes', wholeNumber(1))
    .option('--weights <file>', 'of a backbone, where none come with graft')
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
  graft predict flowers.safetensors garden/ --out garden.csv`,
    )
    .action((model: string, pictures: string[], flags: PredictFlags) =>
      start(async () => (await import('../commands/predict.js')).predict, model, pictures, flags),
    );
}

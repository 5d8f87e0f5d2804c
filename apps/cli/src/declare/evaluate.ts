import { Option, type Command } from 'commander';
import type { EvaluateFlags } from '../commands/evaluate.js';
import { command, groupBy, wholeNumber, withEngine } from './options.js';
import type { Start } from './start.js';

/** `graft evaluate`, as users see it. */
export function declareEvaluate(program: Command, start: Start): void {
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
      start(async () => (await import('../commands/evaluate.js')).evaluate, bundle, data, flags),
    );
}

import { Option, type Command } from 'commander';
import type { EvaluateFlags } from '../commands/evaluate.js';
import { parts } from '../data/parts.js';
import { command, groupBy, wholeNumber, withEngine, withTable } from './options.js';
import type { Start } from './start.js';

/** `graft evaluate`, as users see it. */
export function declareEvaluate(program: Command, start: Start): void {
  const evaluate = command(program, 'evaluate', 'Measure a bundle on pictures with known classes')
    .argument('<bundle>', 'a file that `graft train` wrote')
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>, or a table of texts')
    .addOption(
      new Option(
        '--split <name>',
        'which pictures to measure (default: all that are new to the bundle, else the test split)',
      ).choices(parts),
    )
    .addOption(groupBy())
    .option('--seed <number>', 'draws the splits of a folder without any (default: as in training)', wholeNumber(0))
    .option('--strict', 'stop at the first picture that cannot be read');
  withTable(evaluate.optionsGroup('A table of texts:'));
  withEngine(evaluate.optionsGroup('Where it runs:'))
    .addHelpText(
      'after',
      `
Which pictures are measured:
  flowers/<class>/, which the bundle was trained on   its test split, drawn anew as in training
  garden/<class>/, of which it has seen none          every picture
  flowers/test/<class>/                               those in test/, whatever else there is
--split asks for others, and --split all for every picture. A warning says so where the bundle was trained on some
of them: such figures flatter. Classes may be missing, but those that are there have the names that the bundle knows.

Examples:
  graft evaluate flowers.safetensors flowers/
  graft evaluate flowers.safetensors garden/ --json
  graft evaluate flowers.safetensors flowers/ --split validation`,
    )
    .action((bundle: string, data: string, flags: EvaluateFlags) =>
      start(async () => (await import('../commands/evaluate.js')).evaluate, bundle, data, flags),
    );
}

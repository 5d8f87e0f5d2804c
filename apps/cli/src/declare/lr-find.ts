import type { Command } from 'commander';
import type { LrFindFlags } from '../commands/lr-find.js';
import { number } from './option-values.js';
import { command, wholeNumber, withEngine } from './options.js';
import type { Start } from './start.js';
import { withData, withModel, withSteps, withStrategy } from './train.js';

/** `graft lr-find`, as users see it. */
export function declareLrFind(program: Command, start: Start): void {
  const lrFind = command(program, 'lr-find', 'Find a learning rate for training, without training')
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>; or a recipe file, recipe.json')
    .optionsGroup('Rates:')
    .option('--from <rate>', 'the first that is tried (default: 1e-7)', number)
    .option('--to <rate>', 'the last (default: 10)', number)
    .option(
      '--steps <count>',
      'how many are tried, one step each, until the loss diverges (default: 100)',
      wholeNumber(1),
    );
  for (const withGroup of [withData, withModel, withStrategy, withSteps]) withGroup(lrFind);
  lrFind
    .optionsGroup('Output:')
    .option('--out <file>', 'write the curve as a page, lr.html')
    .option('--report <file>', 'write the curve in Markdown, lr.md')
    .option('--force', 'replace output files that are there');
  withEngine(lrFind.optionsGroup('Where it runs:'))
    .addHelpText('after', afterwards)
    .action((data: string, flags: LrFindFlags) =>
      start(async () => (await import('../commands/lr-find.js')).lrFind, data, flags),
    );
}

const afterwards = `
Give it what you will give \`graft train\`, which takes --learning-rate. The first stage of the strategy that trains
step by step is tried, after the head was solved where that comes first: its blocks, modes, optimizer and batches, at
rates that rise until the loss diverges. It works on a copy: neither cache nor any later run is changed by it.

The suggestion is fastai's rule "valley", the middle of the longest fall of the smoothed loss, where it falls by more
than batches differ by; else there is none, and the reason is said.

Examples:
  graft lr-find flowers/ --freeze last-blocks
  graft lr-find flowers/ --freeze lp-ft --blocks 2 --optimizer sgd --out lr.html
  graft lr-find flowers/ --head mlp --units 32
  graft lr-find recipe.json --from 1e-5 --to 1 --steps 50`;

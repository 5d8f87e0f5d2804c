import type { Command } from 'commander';
import type { AugmentFlags } from '../commands/augment.js';
import { augmentOption } from './augment-option.js';
import { command, groupBy, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft augment`, as users see it. */
export function declareAugment(program: Command, start: Start): void {
  command(program, 'augment', 'Show what augmentation makes of your pictures')
    .argument('<data>', 'a folder <class>/<picture> or <split>/<class>/<picture>; or a recipe file, recipe.json')
    .requiredOption('--preview <file>', 'the page to write, in HTML')
    .option('--augment <ranges>', 'what views may differ in (default: flip, shift, zoom and rotation)', augmentOption)
    .option('--views <count>', 'views of each picture, itself included (default: 8)', wholeNumber(1))
    .option('--count <pictures>', 'pictures to show, from all classes (default: 8)', wholeNumber(1))
    .addOption(groupBy())
    .option('--seed <number>', 'decides views and splits, as in training (default: 1)', wholeNumber(0))
    .option('--force', 'replace an output file that is there')
    .addHelpText(
      'after',
      `
Ranges: flip=horizontal|vertical|both, shift=0.1 (of the width and height), zoom=0.1, rotation=10 (degrees),
brightness=0.1, contrast=0.1, views=8. A range that is not named is 0. Pictures are of the training split, and
their views are those that training with the same seed and ranges would see.

Examples:
  graft augment flowers/ --preview grid.html
  graft augment xrays/ --preview grid.html --augment 'shift=0.05,rotation=5,brightness=0.1' --views 4`,
    )
    .action((data: string, flags: AugmentFlags) =>
      start(async () => (await import('../commands/augment.js')).augment, data, flags),
    );
}

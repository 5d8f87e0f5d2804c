import type { Command } from 'commander';
import type { AddClassFlags } from '../commands/add-class.js';
import { command, withEngine } from './options.js';
import type { Start } from './start.js';

/** `graft add-class`, as users see it. */
export function declareAddClass(program: Command, start: Start): void {
  const addClass = command(program, 'add-class', 'Add a class to a bundle, from a folder of its pictures')
    .argument('<bundle>', 'a file that `graft train --head prototype` wrote')
    .argument('<folder>', 'pictures of the new class')
    .option('--label <name>', "what the class is called (default: the folder's name)")
    .requiredOption('--out <file>', 'the bundle to write')
    .option('--strict', 'stop at the first picture that cannot be read')
    .option('--force', 'replace an output file that is there');
  withEngine(addClass.optionsGroup('Where it runs:'))
    .addHelpText(
      'after',
      `
The head prototype answers with the class whose mean is nearest, so a new class needs no pictures of the others, and
what the bundle knows of them keeps every bit. Pictures that cannot be read are listed and left out while they are
fewer than 5 % of all.

Example:
  graft train flowers/ --head prototype --out flowers.safetensors
  graft add-class flowers.safetensors pictures/tulip --out more-flowers.safetensors`,
    )
    .action((bundle: string, folder: string, flags: AddClassFlags) =>
      start(async () => (await import('../commands/add-class.js')).addClassTo, bundle, folder, flags),
    );
}

import type { Command } from 'commander';
import type { ExplainFlags } from '../commands/explain.js';
import { command } from './options.js';
import type { Start } from './start.js';

/** `graft explain`, as users see it. */
export function declareExplain(program: Command, start: Start): void {
  command(program, 'explain', 'Show where in pictures a model looks')
    .argument('<bundle|backbone>', 'a file that `graft train` wrote, or a backbone with its classifier')
    .argument('<pictures...>', 'pictures, or folders of them')
    .option('--out <file>', 'the page to write, in HTML; or for one picture the picture itself, .png', 'explained.html')
    .option('--label <class>', 'what to find reasons for (default: what the model takes each picture for)')
    .option('--layer <name>', 'the cut to look at (default: the last one with rows and columns)')
    .option('--weights <file>', 'of a backbone, where none come with graft')
    .option('--backend <name>', 'run there or not at all; see `graft backends`')
    .option('--force', 'replace an output file that is there')
    .addHelpText(
      'after',
      `
By Grad-CAM: each channel of the layer is counted by how much it raises the label's score. It shows what the model
used, which need not be what a person would use: marks in a corner of the picture tell of data that gives the answer away.
With --json the maps are given as numbers too, from 0 to 1, rows from the top.

Examples:
  graft explain flowers.safetensors rose.jpg
  graft explain flowers.safetensors garden/ --out garden.html
  graft explain efficientnet-lite0 cat.jpg --label "tiger cat" --out cat-heat.png`,
    )
    .action((model: string, pictures: string[], flags: ExplainFlags) =>
      start(async () => (await import('../commands/explain.js')).explain, model, pictures, flags),
    );
}

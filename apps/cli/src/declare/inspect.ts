import type { Command } from 'commander';
import type { InspectFlags } from '../commands/inspect.js';
import { command, dropLast, preprocess, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft inspect`, as users see it. */
export function declareInspect(program: Command, start: Start): void {
  command(program, 'inspect', 'Show layers, cuts, bottleneck, preprocessing and licence')
    .argument(
      '<backbone|file>',
      'a name from `graft list`, a bundle, a network of your own (.h5, .keras, …), or a file of weights',
    )
    .option('--no-top', 'without the classifier')
    .addOption(dropLast())
    .addOption(preprocess())
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
  graft inspect my_model_A.h5 --drop-last 1 --preprocess tf --head linear --classes 2
  graft inspect flowers.safetensors`,
    )
    .action((target: string, flags: InspectFlags) =>
      start(async () => (await import('../commands/inspect.js')).inspect, target, flags),
    );
}

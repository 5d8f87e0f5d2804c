import type { Command } from 'commander';
import type { InspectFlags } from '../commands/inspect.js';
import { command, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft inspect`, as users see it. */
export function declareInspect(program: Command, start: Start): void {
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
      start(async () => (await import('../commands/inspect.js')).inspect, target, flags),
    );
}

import { Option, type Command } from 'commander';
import type { ExportFlags } from '../commands/export.js';
import { command, preprocess, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft export`, as users see it. */
export function declareExport(program: Command, start: Start): void {
  command(program, 'export', 'Take a model away: for Keras, ONNX Runtime, TensorFlow.js or any reader of safetensors')
    .argument(
      '<model>',
      'a file that `graft train` wrote, a backbone with its classifier, or a network of your own: .h5, .keras',
    )
    .addOption(
      new Option('--to <format>', 'what to write')
        .choices(['keras', 'onnx', 'tfjs', 'safetensors'])
        .makeOptionMandatory(),
    )
    .requiredOption(
      '--out <file>',
      'the file to write, or for tfjs the folder; how to use it is written beside it, as <out>.md',
    )
    .option('--weights <file>', 'of a backbone, where none come with graft')
    .addOption(preprocess())
    .option('--input-size <pixels>', 'width and height of what a network of your own sees', wholeNumber(1))
    .option('--labels <file>', 'what the classes of a network of your own are called, one a line')
    .option('--force', 'replace output files that are there')
    .addHelpText(
      'after',
      `
The whole network goes with its head, and gives probabilities. keras and onnx take pictures as they are, levels from 0 to
255, and scale them inside; tfjs and safetensors take them prepared. Decoding and resizing stay outside: the guide has the code.

Examples:
  graft export flowers.safetensors --to onnx --out flowers.onnx
  graft export flowers.safetensors --to keras --out flowers.keras
  graft export flowers.safetensors --to tfjs --out flowers-tfjs
  graft export efficientnet-lite0 --to onnx --out lite0.onnx`,
    )
    .action((model: string, flags: ExportFlags) =>
      start(async () => (await import('../commands/export.js')).exportModel, model, flags),
    );
}

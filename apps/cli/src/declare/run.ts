import type { Command } from 'commander';
import type { RunFlags } from '../commands/run.js';
import { command, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft run`, as users see it. */
export function declareRun(program: Command, start: Start): void {
  command(program, 'run', 'Run a network on arrays of numpy')
    .argument(
      '<network>',
      'a .keras or .h5 file, the model.json of a tfjs model, a network in safetensors, or a bundle',
    )
    .requiredOption('--input <file>', 'an .npz with arrays x0, x1, … for the inputs in their order, batch axis first')
    .requiredOption('--output <file>', 'the .npz to write: y0, y1, … for the outputs in their order')
    .option('--backend <name>', 'run there or not at all; see `graft backends` (default: the fastest there is)')
    .option('--batch-size <count>', 'examples that run at once (default: 16)', wholeNumber(1))
    .option('--force', 'replace an output file that is there')
    .addHelpText(
      'after',
      `
Arrays are of float32, float64, int32, int64, uint8 or bool. Nothing is folded or fused, so that the numbers are those of
the program that wrote the file, but for the last digits.

Example:
  python -c "import numpy; numpy.savez('in.npz', x0=numpy.ones((1, 224, 224, 3), 'float32'))"
  graft run model.keras --input in.npz --output out.npz
  python -c "import numpy; print(numpy.load('out.npz')['y0'])"`,
    )
    .action((network: string, flags: RunFlags) =>
      start(async () => (await import('../commands/run.js')).run, network, flags),
    );
}

import type { Command } from 'commander';
import type { DemoFlags } from '../commands/demo.js';
import { command, wholeNumber } from './options.js';
import type { Start } from './start.js';

/** `graft demo`, as users see it. */
export function declareDemo(program: Command, start: Start): void {
  command(program, 'demo', 'Train on real chest X-rays, write graft-demo/, and classify one')
    .option('--workers <count>', 'threads that make features (default: one a core)', wholeNumber(1))
    .option('--cache <folder|none>', 'where features are kept (default: nowhere, so that the work is seen)')
    .option('--backend <name>', 'run there or not at all; see `graft backends`')
    .action((flags: DemoFlags) => start(async () => (await import('../commands/demo.js')).demo, flags));
}

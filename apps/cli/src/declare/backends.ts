import type { Command } from 'commander';
import { command } from './options.js';
import type { Start } from './start.js';

/** `graft backends`, as users see it. */
export function declareBackends(program: Command, start: Start): void {
  command(program, 'backends', 'Say what can run networks on this machine').action((flags: object) =>
    start(async () => (await import('../commands/backends.js')).backends, flags),
  );
}

import type { Command } from '../output/output.js';

/** Runs a command that loads on use, so that `graft --help` loads nothing. */
export type Start = <Arguments extends readonly unknown[]>(
  load: () => Promise<Command<Arguments>>,
  ...args: Arguments
) => Promise<void>;

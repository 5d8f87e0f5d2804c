import type { Command } from 'commander';
import { command } from './options.js';
import type { Start } from './start.js';

/** `graft list`, as users see it. */
export function declareList(program: Command, start: Start): void {
  command(program, 'list', 'List backbones, heads, freeze strategies and pools')
    .argument('[pattern]', "only names that match, such as 'eff*'")
    .action((pattern: string | undefined, flags: object) =>
      start(async () => (await import('../commands/list.js')).list, pattern, flags),
    );
}

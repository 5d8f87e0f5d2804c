import { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../program.js';

/** The words of a line as a shell gives them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

const commands = createProgram(async () => undefined).commands;

it.each(commands.map((command) => [command.name(), command] as const))(
  'every example in the help of %s is taken',
  async (name, command) => {
    const examples = helpOf(command)
      .split('\n')
      .filter((line) => line.startsWith('  graft '));
    if (!['list', 'backends', 'demo'].includes(name)) expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const asked: unknown[] = [];
      const program = createProgram(async (_load, ...args) => void asked.push(args));
      for (const each of [program, ...program.commands]) each.exitOverride();
      await program.parseAsync(wordsOf(example.trim()).slice(1), { from: 'user' });
      expect([example, asked.length]).toEqual([example, 1]);
    }
  },
);

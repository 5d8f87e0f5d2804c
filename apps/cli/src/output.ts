import type { Json } from '@graftjs/core';
import pc from 'picocolors';
import type { ExitCode } from './exit-codes.js';

/** Where a command says things: the answer on standard output, everything else on standard error. */
export interface Output {
  /** Whether the answer is JSON. Standard output is then one JSON value and nothing else. */
  readonly json: boolean;
  /** Gives the answer, once: `value` with `--json`, else `text`. */
  answer(value: Json, text: string): void;
  /** Says something on the way; on standard error. */
  say(text: string): void;
  /** Says something that the user may want to know; on standard error. */
  note(text: string): void;
  /** Says something that the user should look at; on standard error. */
  warn(text: string): void;
}

/** What every command is handed besides its own arguments. */
export interface Context {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A command: says how it went, and throws a GraftError for bad input. */
export type Command<Arguments extends readonly unknown[]> = (
  ...args: [...Arguments, context: Context]
) => Promise<ExitCode>;

/** Colours for text on standard output; none where it is no terminal, or by NO_COLOR. */
export const outColors = pc.createColors(pc.isColorSupported && process.stdout.isTTY);
/** Colours for text on standard error; none where it is no terminal, or by NO_COLOR. */
export const errorColors = pc.createColors(pc.isColorSupported && process.stderr.isTTY);

/** The output of one command. */
export function createOutput(json: boolean): Output {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    json,
    answer: (value, text) => void process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`),
    say,
    note: (text) => {
      say(errorColors.dim(`note: ${text}`));
    },
    warn: (text) => {
      say(`${errorColors.yellow('warning:')} ${text}`);
    },
  };
}

/**
 * Sends what libraries print to standard error, and keeps a reader that goes away (`graft list | head`) from being an error.
 */
export function guardStandardOutput(): void {
  for (const method of ['log', 'info', 'debug'] as const) console[method] = console.error.bind(console);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

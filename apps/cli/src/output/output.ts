import type { Json } from '@graftjs/core';
import pc from 'picocolors';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

/** Where a command says things: the answer on standard output, everything else on standard error. */
export interface Output {
  /** Whether the answer is JSON. Standard output is then one JSON value and nothing else. */
  readonly json: boolean;
  /** Gives the answer, once: `value` with `--json`, else `text`. */
  answer(value: Json, text: string): void;
  /** Gives the answer as a file for another program, byte for byte, in place of `answer`. */
  pipe(text: string): void;
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
  const say = (text: string): void =>
    void process.stderr.write(`${terminalText(text, errorColors.isColorSupported)}\n`);
  return {
    json,
    answer: (value, text) => {
      const answer = json ? JSON.stringify(value, null, 2) : terminalText(text, outColors.isColorSupported);
      process.stdout.write(`${answer}\n`);
    },
    pipe: (text) => void process.stdout.write(text),
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
 * Sends what libraries print to standard error, and sees to it that neither stream ends the work: whoever stops reading what is
 * said on the way (`graft train … 2>&1 | head`) still gets the bundle, and an answer that is lost becomes an exit code.
 */
export function guardStreams(): void {
  for (const method of ['log', 'info', 'debug'] as const) console[method] = console.error.bind(console);
  process.stderr.on('error', () => undefined);
  let lost: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error) => {
    lost ??= error;
  });
  process.on('exit', () => {
    if (lost === undefined) return;
    // A reader that goes away (`graft list | head -1`) has what it wanted; a full disk has not.
    if (lost.code !== 'EPIPE')
      createOutput(false).say(`The answer could not be written to standard output: ${lost.message}.`);
    const { exitCode = exitCodes.done } = process;
    if (exitCode === exitCodes.done || exitCode === exitCodes.someLeftOut) process.exitCode = exitCodes.someUnwritten;
  });
}

#!/usr/bin/env node
import { inspect } from 'node:util';
import { GraftError } from '@graftjs/core';
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './output/exit-codes.js';
import { inFlagWords } from './recipe/option-words.js';
import { createOutput, errorColors, guardStreams, type Output } from './output/output.js';
import type { Start } from './declare/start.js';
import { createProgram } from './program.js';
import { shellWord } from './output/shell-word.js';
import { version } from './version.js';

/** A terminal and npx may each pass one Ctrl-C on; nobody presses it twice as fast. In milliseconds. */
const ONE_PRESS = 400;

guardStreams();
const output = createOutput(process.argv.includes('--json'));
const interrupt = new AbortController();
let interruptedAt = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    const again = interrupt.signal.aborted;
    if (again && performance.now() - interruptedAt < ONE_PRESS) return;
    // Whoever asks twice does not want to wait for a tidy end.
    if (again) process.exit(exitCodes.interrupted);
    interruptedAt = performance.now();
    interrupt.abort();
  });
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => process.exit(explain(error, output)));
}

const start: Start = async (load, ...args) => {
  const run = await load();
  process.exitCode = await run(...args, { output, signal: interrupt.signal });
};

const program = createProgram(start);
for (const command of [program, ...program.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error, output);
}

/** Says what went wrong, and which exit code that is. */
function explain(error: unknown, { json, answer, say }: Output): ExitCode {
  const fail = (code: string, message: string): void => {
    if (json) answer({ error: { code, message } }, '');
  };
  if (interrupt.signal.aborted) {
    const goOn = error instanceof GraftError && error.code === 'interrupted' ? error.message : undefined;
    say(`\n${goOn ?? 'Interrupted. Nothing was left half-written.'}`);
    fail('interrupted', goOn ?? 'Interrupted.');
    return exitCodes.interrupted;
  }
  if (error instanceof CommanderError) {
    // Commander has printed help, version, or what is wrong.
    if (error.exitCode === 0) return exitCodes.done;
    fail('bad-usage', error.message.replace(/^error: /, ''));
    return exitCodes.badInput;
  }
  if (error instanceof GraftError) {
    const message = inFlagWords(error.message);
    say(`${errorColors.red('error:')} ${message}`);
    fail(error.code, message);
    return exitCodes.badInput;
  }
  if (error instanceof Error && 'syscall' in error) {
    say(`${errorColors.red('error:')} The system refused what Graft asked of it: ${error.message}.`);
    fail('system', error.message);
    return exitCodes.unexpected;
  }
  say(`${errorColors.red('unexpected error:')} ${textOf(error, 'stack')}`);
  say(
    [
      '',
      'This is a fault in Graft, or in a plugin. Please report it to whoever maintains that, with all of the above and:',
      `  graft ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
      `  ${['graft', ...process.argv.slice(2)].map(shellWord).join(' ')}`,
    ].join('\n'),
  );
  fail('unexpected', textOf(error, 'message'));
  return exitCodes.unexpected;
}

/** Anything can be thrown, also what cannot be made a text. */
function textOf(error: unknown, part: 'stack' | 'message'): string {
  if (error instanceof Error) return error[part] ?? error.message;
  return inspect(error);
}

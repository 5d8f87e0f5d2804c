#!/usr/bin/env node
import { GraftError } from '@graftjs/core';
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { createOutput, errorColors, guardStandardOutput, type Output } from './output.js';
import type { Start } from './declare/start.js';
import { createProgram } from './program.js';

guardStandardOutput();
const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // Whoever asks twice does not want to wait for a tidy end.
    if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
    interrupt.abort();
  });
}

const output = createOutput(process.argv.includes('--json'));

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
    say(`${errorColors.red('error:')} ${error.message}`);
    fail(error.code, error.message);
    return exitCodes.badInput;
  }
  say(
    `${errorColors.red('unexpected error:')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  fail('unexpected', error instanceof Error ? error.message : String(error));
  return exitCodes.unexpected;
}

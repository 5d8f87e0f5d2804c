import { realpath, stat } from 'node:fs/promises';

const standardOutput: ReadonlySet<string> = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/**
 * Whether an output is no file but flows away as it is written: `-` and `/dev/stdout`, `/dev/null` and other devices for
 * characters, and what a shell makes of `>(gzip)`. A pipe with a name is none: to open it could wait for ever.
 */
export async function findStream(path: string): Promise<'standard output' | 'device' | undefined> {
  if (standardOutput.has(path)) return 'standard output';
  const found = await stat(path).catch(() => undefined);
  if (found?.isCharacterDevice()) return 'device';
  const isNameless = found?.isFIFO() === true && (await realpath(path).catch(() => undefined)) === undefined;
  return isNameless ? 'device' : undefined;
}

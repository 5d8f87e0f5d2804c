import { rmSync } from 'node:fs';
import { link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onExit } from 'signal-exit';
import { GraftError } from './graft-error.js';
import { removeStale, temporaryName } from './temporary-files.js';

export { TEMPORARY_NAME } from './temporary-files.js';

export interface WriteFileOptions {
  /** Whether a file of that name may be replaced. Default true. */
  readonly overwrite?: boolean;
  /** Whether to wait until the bytes are on the disk, so that a power cut loses neither file. Default true. */
  readonly sync?: boolean;
}

/**
 * Writes a file whole or not at all: whoever opens it sees the old bytes or the new ones, also after a full disk or Ctrl-C.
 * What an earlier process left half-written in that folder when it was killed is removed.
 *
 * For Node. The npm package of that name is not used: it takes a short write for a whole one, so that a full disk puts
 * half of the new file in the place of the old one.
 *
 * @param data text is written as UTF-8
 * @throws GraftError 'file-exists' where it may not be replaced, 'cannot-write-file' with the system's reason
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  { overwrite = true, sync = true }: WriteFileOptions = {},
): Promise<void> {
  // A link stays a link, and what it leads to is replaced.
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => undefined);
  if (old && !overwrite) throw fileExists(path);
  if (old && !old.isFile()) throw new GraftError('cannot-write-file', noFile(path, old.isDirectory()));
  await removeStale(dirname(target));
  const temporary = join(dirname(target), temporaryName());
  temporaries.add(temporary);
  try {
    await writeNew(temporary, data, sync, old?.mode);
    await (overwrite ? rename(temporary, target) : publish(temporary, target));
  } catch (error) {
    await rm(temporary, { force: true });
    if (overwrite || codeOf(error) !== 'EEXIST') throw cannotWrite(path, error);
    throw fileExists(path);
  } finally {
    temporaries.delete(temporary);
  }
}

/** Temporary files that are being written, to be removed should the process end before they are renamed. */
const temporaries = new Set<string>();

onExit(() => {
  for (const temporary of temporaries) rmSync(temporary, { force: true });
});

async function writeNew(path: string, data: string | Uint8Array, sync: boolean, mode?: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (mode !== undefined) await file.chmod(mode);
    await file.writeFile(data);
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a finished file its name unless that is taken. `rename` would replace what another process put there meanwhile. */
async function publish(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    // File systems without hard links (exFAT, some network drives).
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(error))) throw error;
    return rename(temporary, target);
  }
  await rm(temporary);
}

function noFile(path: string, isFolder: boolean): string {
  return `Cannot write "${path}": it is ${isFolder ? 'a folder' : 'a device, a pipe or a socket'}. Name a file.`;
}

function fileExists(path: string): GraftError {
  return new GraftError(
    'file-exists',
    `"${path}" exists already and was left as it is. Choose another name, or allow overwriting.`,
  );
}

function cannotWrite(path: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GraftError('cannot-write-file', `Cannot write "${path}": ${reason}.`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

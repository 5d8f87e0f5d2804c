import { lstat, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GraftError } from '@graftjs/core';
import { removeStale, temporaryName } from '@graftjs/core/temporary-files';

export interface WriteFolderOptions {
  /** Whether a folder of that name may be replaced, as long as it holds nothing else. */
  readonly overwrite: boolean;
  /** Whether a file of that name is one that may be replaced with the folder. */
  readonly isOurs: (name: string) => boolean;
}

/**
 * Writes a folder of files whole or not at all. Between the old folder and the new one there is, for the time of a rename, none;
 * there is never a mixture. A folder that lost its name because a process was killed just then gets it back at the next write. For Node.
 *
 * @param files whole files by their names
 * @throws GraftError 'file-exists' where it may not be replaced, 'cannot-write-file' with the system's reason
 */
export async function writeFolderAtomic(
  path: string,
  files: ReadonlyMap<string, Uint8Array>,
  { overwrite, isOurs }: WriteFolderOptions,
): Promise<void> {
  // A link stays a link, and what it leads to is replaced.
  const target = await realpath(path).catch(() => resolve(path));
  const parent = dirname(target);
  // Not a temporary name, by which it would be taken for what is half-written.
  const aside = join(parent, `.${basename(target)}.graft-aside`);
  await recover(target, aside);
  const old = await listOld(path, target);
  if (old !== undefined && old.length > 0 && !overwrite) throw exists(path, 'and was left as it is');
  const others = old?.filter((name) => !isOurs(name)) ?? [];
  if (others.length > 0) throw exists(path, `and holds ${others.slice(0, 3).join(', ')}, which may not be replaced`);
  await removeStale(parent);
  const temporary = join(parent, temporaryName());
  try {
    await mkdir(temporary);
    for (const [name, bytes] of files) await writeNew(join(temporary, name), bytes);
    if (old !== undefined) await rename(target, aside);
    await rename(temporary, target).catch(async (error: unknown) => {
      if (old !== undefined) await recover(target, aside);
      throw error;
    });
    await rm(aside, { force: true, recursive: true });
  } catch (error) {
    await rm(temporary, { force: true, recursive: true });
    throw cannotWrite(path, error);
  }
}

/** Whichever of the two has been put in its place stays: the new folder, or else the old one. */
async function recover(target: string, aside: string): Promise<void> {
  const isThere = (await lstat(target).catch(() => undefined)) !== undefined;
  if (isThere) await rm(aside, { force: true, recursive: true });
  else await rename(aside, target).catch(() => undefined);
}

/** @returns undefined where there is nothing of that name */
async function listOld(path: string, target: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(target);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw cannotWrite(path, error);
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function exists(path: string, what: string): GraftError {
  return new GraftError('file-exists', `"${path}" exists already ${what}. Choose another name, or allow overwriting.`);
}

function cannotWrite(path: string, cause: unknown): GraftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new GraftError('cannot-write-file', `Cannot write the folder "${path}": ${reason}.`, { cause });
}

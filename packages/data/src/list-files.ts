import { GraftError } from '@graftjs/core';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isIgnored, sortListing, type ListedFile, type Listing } from './listing.js';

export interface ListOptions {
  /**
   * Takes a folder that cannot be listed, and why: it cannot be read, or it is a link to one that it lies in. Default: it is an
   * error.
   */
  readonly onProblem?: ((folder: ListedFile<string> & { readonly problem: string }) => void) | undefined;
}

/**
 * Everything below a folder, at any depth, links followed. Left out: names that begin with a dot, and what systems leave behind
 * (`Thumbs.db`, `desktop.ini`, `__MACOSX`, `@eaDir`).
 *
 * @throws GraftError 'missing-folder', 'not-a-folder', 'ambiguous-name'; without `onProblem` also 'unreadable-folder',
 *   'symlink-loop'
 */
export async function listFiles(folder: string, { onProblem }: ListOptions = {}): Promise<Listing<string>> {
  await checkFolder(folder);
  const files: ListedFile<string>[] = [];
  const folders: string[] = [];
  const visit = async (path: string, location: string, above: readonly string[]): Promise<void> => {
    const real = await realpath(location).catch((cause: unknown) => {
      throw unreadable(cause);
    });
    if (above.includes(real)) {
      throw new GraftError(
        'symlink-loop',
        `The folder "${path}" in "${folder}" is a link to a folder that it lies in. Remove the link.`,
      );
    }
    for (const entry of await readEntries(location)) {
      if (isIgnored(entry.name)) continue;
      const child = { path: joinPath(path, entry.name.normalize('NFC')), location: join(location, entry.name) };
      const kind = await kindOf(entry, child.location);
      if (kind === 'folder') {
        folders.push(child.path);
        await visit(child.path, child.location, [...above, real]).catch((error: unknown) => {
          if (onProblem === undefined || !(error instanceof GraftError)) throw error;
          onProblem({ ...child, problem: error.message });
        });
      } else files.push(kind === 'file' ? child : { ...child, problem: kind });
    }
  };
  await visit('', folder, []);
  return sortListing(files, folders, folder);
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    throw new GraftError('missing-folder', `There is no folder "${folder}". Check the path.`);
  }
  if (!found.isDirectory()) {
    const message = `"${folder}" is a file. Give the folder that holds one folder of pictures for each class.`;
    throw new GraftError('not-a-folder', message);
  }
}

async function readEntries(location: string): Promise<Dirent[]> {
  try {
    return await readdir(location, { withFileTypes: true });
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): GraftError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new GraftError('unreadable-folder', `A folder cannot be read: ${why}. Check its permissions.`, { cause });
}

/** @returns 'folder', 'file', or why it is neither */
async function kindOf(entry: Dirent, location: string): Promise<string> {
  const found = entry.isSymbolicLink() ? await stat(location).catch(() => undefined) : entry;
  if (found === undefined) return 'it is a link to nothing';
  if (found.isDirectory()) return 'folder';
  // Reading a pipe or a device could wait for ever.
  return found.isFile() ? 'file' : 'it is no regular file';
}

function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

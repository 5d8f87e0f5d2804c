import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GraftError } from '@graftjs/core';
import type { OpenFile } from '../source/open-file.js';
import { cannotRead, openFile } from '../source/open-file.js';
import { namingFile } from '../source/with-file.js';
import type { TfjsArtifacts } from './read-artifacts.js';
import { findModelJson, readArtifactsFolder } from './read-artifacts.js';

/**
 * As `readTfjsArtifacts`, from a folder or the `model.json` in it. For Node: shards are read in pieces, and only plain files
 * within the folder, to which no link leads.
 *
 * @throws GraftError 'cannot-read-file', 'not-a-file' for a link, what `readTfjsArtifacts` throws. Every message names the
 *   file
 */
export async function readTfjsArtifactsFile(path: string): Promise<TfjsArtifacts> {
  const found = await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  const folder = await realpath(found.isDirectory() ? path : dirname(path));
  const names = await readdir(folder).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  const modelJson = found.isDirectory() ? findModelJson(names) : basename(path);
  const opened: OpenFile[] = [];
  const open = async (name: string): Promise<OpenFile | undefined> => {
    const file = join(folder, name);
    const entry = await lstat(file).catch(() => undefined);
    if (entry === undefined) return undefined;
    // A link, of the file or of a folder before it, could lead anywhere.
    if (!entry.isFile() || (await realpath(file)) !== file) {
      throw new GraftError('not-a-file', `Its ${name} is no plain file; a link is not followed.`);
    }
    const source = await openFile(file);
    opened.push(source);
    return source;
  };
  try {
    return await namingFile(path, () => readArtifactsFolder({ names, open }, modelJson));
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
}

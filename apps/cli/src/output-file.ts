import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GraftError } from '@graftjs/core';

/**
 * Checks a place to write to before any work is done for it.
 *
 * @param path the file to be written; undefined checks nothing
 * @param force whether a file that is there may be replaced
 * @throws GraftError 'output-exists', 'output-is-folder', 'no-output-folder'
 */
export async function checkOutputFile(path: string | undefined, force: boolean): Promise<void> {
  if (path === undefined) return;
  const folder = dirname(path);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent?.isDirectory()) {
    throw new GraftError('no-output-folder', `Cannot write ${path}: there is no folder ${folder}. Make it first.`);
  }
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new GraftError('output-is-folder', `Cannot write ${path}: it is a folder. Name a file.`);
  }
  if (found !== undefined && !force) {
    throw new GraftError('output-exists', `${path} is already there. Name another file, or replace it with --force.`);
  }
}

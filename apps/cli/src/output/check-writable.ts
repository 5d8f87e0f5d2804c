import { open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GraftError } from '@graftjs/core';
import { temporaryName } from '@graftjs/core/temporary-files';

/**
 * Makes sure that a folder can be written to, by writing: permissions do not tell of disks that are full or only to be read. Of a
 * folder that is still to be made, the nearest one above that there is.
 *
 * @param what what is to be written there, for the message
 * @throws GraftError 'not-a-folder', 'cannot-write-file'
 */
export async function checkWritable(folder: string, what = folder): Promise<void> {
  const there = await nearestThere(resolve(folder));
  const probe = join(there, temporaryName());
  try {
    const file = await open(probe, 'wx');
    // A full disk takes a name, but no byte.
    await file.write('x').finally(() => file.close());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/,? '.*'$/, '') : String(cause);
    throw new GraftError(
      'cannot-write-file',
      `Cannot write ${what}: in the folder ${there} no file can be made (${reason}). Name another place, or put that right.`,
      { cause },
    );
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

async function nearestThere(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return folder;
  if (found !== undefined) {
    throw new GraftError('not-a-folder', `${folder} is no folder, and nothing can be written in it. Name another one.`);
  }
  const above = dirname(folder);
  return above === folder ? folder : nearestThere(above);
}

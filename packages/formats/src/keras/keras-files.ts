import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import type { OpenFile } from '../source/open-file.js';
import { cannotRead, openFile } from '../source/open-file.js';
import { namingFile, withFile } from '../source/with-file.js';
import type { LoadedWeights } from './load-keras-weights.js';
import { loadKerasWeightsSource } from './load-keras-weights.js';
import type { KerasModel } from './parse-keras-json.js';
import { readKerasSource, readParts, savedModelParts, SAVED_MODEL } from './read-keras.js';
import { writeKeras } from './write-keras.js';

/**
 * As `readKeras`, from a file or from the folder that a `.keras` file unpacks to. For Node: the file is read in pieces, so
 * the network's own values are all that it takes memory for.
 *
 * @throws GraftError 'cannot-read-file'; 'saved-model' for a folder of TensorFlow; what `readKeras` throws. Every message
 *   names the file
 * @example
 * const { network } = await readKerasFile('model.keras');
 */
export async function readKerasFile(path: string): Promise<KerasModel> {
  const found = await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  return namingFile(path, () => (found.isDirectory() ? readFolder(path) : withFile(path, readKerasSource)));
}

/**
 * As `loadKerasWeights`, from a file. For Node.
 *
 * @throws GraftError 'cannot-read-file', what `loadKerasWeights` throws. Every message names the file
 */
export async function loadKerasWeightsFile(network: Network, path: string): Promise<LoadedWeights> {
  return namingFile(path, () => withFile(path, (source) => loadKerasWeightsSource(network, source)));
}

export interface WriteOptions {
  /** Whether a file of that name may be replaced. Default false. */
  readonly overwrite?: boolean;
}

/**
 * As `writeKeras`, to a file, whole or not at all. For Node.
 *
 * @throws GraftError 'file-exists', 'cannot-write-file', what `writeKeras` throws
 */
export async function writeKerasFile(
  network: Network,
  path: string,
  { overwrite = false }: WriteOptions = {},
): Promise<void> {
  await writeFileAtomic(path, await writeKeras(network), { overwrite });
}

async function readFolder(path: string): Promise<KerasModel> {
  for (const name of savedModelParts) {
    if ((await lstat(join(path, name)).catch(() => undefined)) !== undefined) {
      throw new GraftError('saved-model', `This folder has ${name}. ${SAVED_MODEL}`);
    }
  }
  const opened: OpenFile[] = [];
  try {
    const open = async (name: string): Promise<OpenFile | undefined> => {
      const file = join(path, name);
      const found = await lstat(file).catch(() => undefined);
      if (found === undefined) return undefined;
      // A link could lead anywhere.
      if (!found.isFile()) throw new GraftError('not-a-file', `Its ${name} is no plain file; a link is not followed.`);
      const source = await openFile(file);
      opened.push(source);
      return source;
    };
    return await readParts({ open });
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
}

import type { Network } from '@graftjs/core';
import type { WriteOptions } from '../keras/keras-files.js';
import { namingFile } from '../source/with-file.js';
import { writeFolderAtomic } from '../source/write-folder.js';
import { readTfjsArtifactsFile } from './open-folder.js';
import { isShardName } from './read-artifacts.js';
import type { TfjsModel } from './read-layers-model.js';
import { readTfjsModel } from './read-tfjs-model.js';
import { writeLayersModel } from './write-layers-model.js';

/**
 * A network from the folder of a TensorFlow.js model, or the `model.json` in it. For Node.
 *
 * @throws GraftError what `readTfjsArtifactsFile` and `readTfjsModel` throw. Every message names the file
 * @example
 * const { network } = await readTfjsFile('my-model/model.json');
 */
export async function readTfjsFile(path: string): Promise<TfjsModel> {
  return namingFile(path, async () => readTfjsModel(await readTfjsArtifactsFile(path)));
}

/**
 * As `writeLayersModel`, to a folder, whole or not at all. For Node.
 *
 * @param path of the folder; with `overwrite`, an older model in it is replaced, if it holds nothing else
 * @throws GraftError 'file-exists', 'cannot-write-file', what `writeLayersModel` throws
 */
export async function writeLayersModelFolder(
  network: Network,
  path: string,
  { overwrite = false }: WriteOptions = {},
): Promise<void> {
  const isOurs = (name: string): boolean => name === 'model.json' || isShardName(name);
  await writeFolderAtomic(path, writeLayersModel(network), { overwrite, isOurs });
}

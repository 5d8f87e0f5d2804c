import type { Network, Note } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { namingFile } from '../source/with-file.js';
import { glance } from './glance.js';
import { foreignFiles, networkFileKinds } from './network-file-kinds.js';

/** A network from a file, whatever its format. */
export interface NetworkFile {
  readonly network: Network;
  /** What the file is: 'keras', 'keras-h5', 'keras-json', 'keras-folder', 'tfjs', 'safetensors'. */
  readonly kind: string;
  /** What the file says of itself: `keras_version` of Keras's own, `made_by` of TensorFlow.js's, and whatever a safetensors file has. */
  readonly metadata: ReadonlyMap<string, string>;
  /** What Graft does otherwise than the program that wrote it, or left out knowingly. */
  readonly notes: readonly Note[];
}

/**
 * Opens a network's file or folder in any format that is known. What lies in it tells the format, not its name. For Node.
 *
 * @throws GraftError 'unknown-file' that says what can be opened; 'empty-file'; 'saved-model'; 'no-architecture' for weights alone;
 *   'cannot-read-file', 'not-a-file'; what the reader of the format throws. Every message names the file
 * @example
 * const { network, kind } = await openNetworkFile('my_model.h5');
 */
export async function openNetworkFile(path: string): Promise<NetworkFile> {
  return namingFile(path, async () => {
    const seen = await glance(path);
    if (seen.entries === undefined && seen.size === 0) {
      throw new GraftError('empty-file', 'This file is empty. Save it again, or copy it again from where it is whole.');
    }
    const foreign = foreignFiles.find(({ is }) => is(seen));
    if (foreign !== undefined) throw new GraftError(foreign.code, foreign.advice);
    const known = networkFileKinds.find(({ is }) => is(seen));
    if (known !== undefined) return { kind: known.kind, ...(await known.read(path)) };
    const all = networkFileKinds.map(({ about }) => about).join('; ');
    throw new GraftError('unknown-file', `This is no network that Graft can open. It opens: ${all}.`);
  });
}

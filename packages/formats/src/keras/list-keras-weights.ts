import { GraftError } from '@graftjs/core';
import { openHdf5 } from '../hdf5/open-hdf5.js';
import { byteSource } from '../source/byte-source.js';
import { openArchive } from '../zip/open-archive.js';
import { archiveNames, tellFormat } from './read-keras.js';
import { listLegacyWeights } from './weights/read-legacy-layout.js';
import { isObjectLayout, listObjectWeights } from './weights/read-object-layout.js';

/**
 * Names the weights of a file and their shapes, without reading their values: what `loadKerasWeights` reads.
 *
 * @param file bytes or a Blob
 * @returns by the file's own names: `conv1/conv1/kernel:0`, `layers/conv2d/vars/0`
 * @throws GraftError 'no-weights', 'unknown-file', 'hdf5-…', 'zip-…'
 */
export async function listKerasWeights(file: Uint8Array | Blob): Promise<ReadonlyMap<string, readonly number[]>> {
  const source = byteSource(file);
  const format = await tellFormat(source);
  const archive = format === 'zip' ? await openArchive(source) : undefined;
  const hdf5 = archive === undefined ? source : await archive.open(archiveNames.weights);
  if (format === 'json' || hdf5 === undefined) {
    throw new GraftError('no-weights', 'This file holds no weights of Keras. Give a .weights.h5, .h5 or .keras file.');
  }
  const root = await openHdf5(hdf5, archive?.budget);
  const weights = await (isObjectLayout(root) ? listObjectWeights(root) : listLegacyWeights(root));
  return new Map(weights.map(({ label, dataset }) => [label, dataset.shape]));
}

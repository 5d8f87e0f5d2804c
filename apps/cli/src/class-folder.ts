import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fingerprint, GraftError, type Dataset, type ImageInput } from '@graftjs/core';
import { listPictures, readPicture, type PictureFile } from './picture-files.js';

/**
 * The pictures of one class, in a folder and below, as a data set of their own; all are to train on.
 *
 * @throws GraftError 'missing-folder', 'not-a-folder', 'no-pictures'
 */
export async function openClassFolder(folder: string, label: string): Promise<Dataset<ImageInput>> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) {
    throw new GraftError('missing-folder', `There is no folder "${folder}". Name one with pictures of the new class.`);
  }
  if (!found.isDirectory()) {
    throw new GraftError('not-a-folder', `"${folder}" is a file. Name a folder with pictures of the new class.`);
  }
  const files = await listPictures([folder]);
  const ids = files.map(({ file }) => relative(folder, file).split(sep).join('/'));
  return {
    name: label,
    modality: 'image',
    task: { kind: 'classification', labels: [label] },
    fingerprint: fingerprint().json([label, ids]).hex(),
    notes: [],
    size: (split) => (split === 'train' ? files.length : 0),
    async *examples() {
      for (const [at, picture] of files.entries())
        yield { id: ids[at] ?? picture.file, input: await openPicture(picture), target: 0 };
    },
  };
}

/** One that cannot be read fails where it is used, so that it can be left out. */
async function openPicture(picture: PictureFile): Promise<Blob> {
  return readPicture(picture).catch((reason: unknown) =>
    Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(reason as GraftError) }),
  );
}

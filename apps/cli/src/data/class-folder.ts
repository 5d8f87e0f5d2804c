import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fingerprint, GraftError, type Dataset, type ImageInput } from '@graftjs/core';
import { listPictures, readPicture, type PictureFile } from './picture-files.js';

/**
 * The pictures of one class, in a folder and below, as a data set of their own; all are to train on.
 *
 * @throws GraftError 'missing-folder', 'not-a-folder', 'no-pictures', 'several-classes'
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
  checkOneClass(folder, ids);
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

/** A slip of one level names the folder of all classes, and would make one class of them. */
function checkOneClass(folder: string, ids: readonly string[]): void {
  const inner = new Set(ids.map((id) => (id.includes('/') ? id.slice(0, id.indexOf('/')) : '')));
  if (inner.has('') || inner.size < 2) return;
  const [first] = inner;
  throw new GraftError(
    'several-classes',
    `The folder "${folder}" has no pictures but in its folders, which look like classes: ${[...inner].slice(0, 5).join(', ')}. Name the folder of one class, such as "${join(folder, first ?? '')}".`,
  );
}

/** One that cannot be read fails where it is used, so that it can be left out. */
async function openPicture(picture: PictureFile): Promise<Blob> {
  return readPicture(picture).catch((reason: unknown) =>
    Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(reason as GraftError) }),
  );
}

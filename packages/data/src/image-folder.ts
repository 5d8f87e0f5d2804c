import { GraftError } from '@graftjs/core';
import { openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import { readLayout, type PlacedFile } from './folder-layout.js';
import { hashFiles } from './hash-files.js';
import { checkImageOptions, imageDataset, type ImageDatasetOptions, type ImageFolder } from './image-dataset.js';
import { listFiles } from './list-files.js';

export type { ImageFolder } from './image-dataset.js';
export type ImageFolderOptions = ImageDatasetOptions;

/**
 * A data set of pictures in folders: `<class>/…`, divided by seed and group, or `<split>/<class>/…` with splits `train`,
 * `validation` (`val`, `valid`) and `test`, where validation is taken from train if it has no folder.
 *
 * An id is the path below `folder`, with `/` on every platform; classes are sorted by name. Folders may be nested further below
 * a class. Every file counts as a picture, so that one that is none is reported where it is used, except hidden ones (names
 * with a leading dot), what systems leave behind (`Thumbs.db`, `desktop.ini`, `__MACOSX`, `@eaDir`), and what by its ending
 * lies beside pictures (`.txt`, `.json`, `.xml`, `.csv`, …), which is noted.
 * All files are read once, to find duplicates and for the fingerprint.
 *
 * @throws GraftError 'missing-folder', 'not-a-folder', 'unreadable-folder', 'symlink-loop', 'ambiguous-name', 'no-classes',
 *   'one-class', 'empty-class', 'mixed-layout', 'no-train-split', 'classes-differ', 'too-few-pictures', 'bad-seed',
 *   'bad-split-fractions', 'unknown-label', 'unused-option', 'unknown-option'; the reason of `signal` when it aborts
 * @example
 * const data = await imageFolder('flowers', { seed: 7 });
 */
export async function imageFolder(folder: string, options: ImageFolderOptions = {}): Promise<ImageFolder> {
  checkImageOptions(options);
  const layout = readLayout(await listFiles(folder), folder, options.labels);
  const read = (files: typeof layout.files) => hashFiles(files, options);
  return imageDataset({ name: basename(resolve(folder)), layout, read, open: openFile }, options);
}

/** A blob that reads the file when it is used; one that cannot be opened fails there and then, not while listing. */
async function openFile({ location, problem }: PlacedFile<string>): Promise<Blob> {
  try {
    if (problem === undefined) return await openAsBlob(location);
    throw new Error(problem);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const failure = new GraftError('unreadable-file', `The file cannot be read: ${why}. Was it moved or changed?`, {
      cause,
    });
    return Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(failure) });
  }
}

import { GraftError, type Json } from '@graftjs/core';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { imageFiles } from './image-files.js';
import type { ImageDatasetOptions, ImageFolder } from './image-dataset.js';
import { PROJECT_FILE, readPictureZip } from './picture-zip.js';

/**
 * A data set of the pictures in a zip, of `<class>/…` or `<split>/<class>/…`, with or without folders around them. The rules are
 * those of `imageFolder`, and so is the data set, fingerprint and splits included, where the same files have the same paths.
 *
 * @throws GraftError 'unreadable-file', and what `readPictureZip` and `imageFiles` throw
 * @example
 * const data = await imageZip('flowers.zip', { seed: 7 });
 */
export async function imageZip(file: string, options: ImageDatasetOptions = {}): Promise<ImageFolder> {
  const { files, project } = await readPictureZip(await openZip(file), file, { signal: options.signal });
  return imageFiles(project?.name ?? basename(file).replace(/\.zip$/i, ''), files, options);
}

/**
 * What the zip of a project says how it is to be trained.
 *
 * @returns settings of `graft train`; none where the zip is no project's
 * @throws what `imageZip` throws before it divides pictures
 */
export async function readZipRecipe(file: string): Promise<Readonly<Record<string, Json>>> {
  const { project } = await readPictureZip(await openZip(file), file, { only: (path) => path === PROJECT_FILE });
  // As it was read from JSON, nothing in it is undefined.
  return (project?.recipe ?? {}) as Readonly<Record<string, Json>>;
}

async function openZip(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GraftError('unreadable-file', `"${file}" cannot be read: ${why}. Check the path.`, { cause });
  }
}

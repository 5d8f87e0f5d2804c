import { GraftError } from '@graftjs/core';
import { sha256 } from '@graftjs/core/sha256';
import { readLayout, type FolderLayout, type PlacedFile } from './folder-layout.js';
import {
  checkImageOptions,
  fairSeed,
  imageDataset,
  type ImageDatasetOptions,
  type ImageFolder,
  type ReadFile,
} from './image-dataset.js';
import { isIgnored, sortListing } from './listing.js';

/** A picture by where it would lie in a folder. */
export interface PictureFile {
  /** `cat/1.jpg`, or `train/cat/1.jpg` with the split: relative, with `/`, without `.` and `..`. */
  readonly path: string;
  readonly blob: Blob;
}

/**
 * A data set of pictures that lie in no folder: dropped on a page, or out of an archive. The rules are those of `imageFolder`,
 * and so is the data set, fingerprint and splits included, where the same files have the same paths. For a browser as for Node.
 *
 * @param name what the data set is called
 * @throws GraftError 'bad-path', and what `imageFolder` throws but for a missing folder
 * @example
 * const data = await imageFiles('pets', [{ path: 'cat/1.jpg', blob }, { path: 'dog/1.jpg', blob: other }]);
 */
export async function imageFiles(
  name: string,
  files: readonly PictureFile[],
  options: ImageDatasetOptions = {},
): Promise<ImageFolder> {
  checkImageOptions(options);
  const layout = layOut(name, files);
  const read = (placed: readonly PlacedFile<Blob>[]) => hashBlobs(placed, options);
  return imageDataset({ name, layout, read, open: ({ location }) => location }, options);
}

/**
 * A seed for `imageFiles` with which every class has pictures in every split, as few pictures may not have with any: the first
 * from `options.seed` on that also divides them evenly, or else the most even of those that are tried; `options.seed` itself where
 * none of them does. Reads no picture.
 *
 * @throws GraftError what `imageFiles` throws before it reads a picture
 */
export function suggestSeed(name: string, files: readonly PictureFile[], options: ImageDatasetOptions = {}): number {
  checkImageOptions(options);
  return fairSeed(layOut(name, files), options);
}

/**
 * What `imageFiles` will give, as far as can be told from paths alone: labels, sizes and examples, without a hash that is true and
 * without notes. Reads no picture.
 *
 * @throws GraftError what `imageFiles` throws before it reads a picture
 */
export async function outlineFiles(
  name: string,
  files: readonly PictureFile[],
  options: ImageDatasetOptions = {},
): Promise<ImageFolder> {
  checkImageOptions(options);
  const layout = layOut(name, files);
  return imageDataset({ name, layout, read: async () => [], open: ({ location }) => location }, options);
}

function layOut(name: string, files: readonly PictureFile[]): FolderLayout<Blob> {
  const listed = files.flatMap(({ path, blob }) => {
    const parts = checkPath(path).normalize('NFC').split('/');
    return parts.some(isIgnored) ? [] : [{ path: parts.join('/'), location: blob }];
  });
  return readLayout(sortListing(listed, listFolders(listed), name), name);
}

/** One after the other: each is in memory whole. */
async function hashBlobs(
  files: readonly PlacedFile<Blob>[],
  { signal, onProgress }: ImageDatasetOptions,
): Promise<ReadFile[]> {
  const hashed: ReadFile[] = [];
  for (const { location } of files) {
    signal?.throwIfAborted();
    // What cannot be read is reported where it is used; here it only has no content to compare.
    const bytes = await location.arrayBuffer().catch(() => undefined);
    hashed.push({
      hash: bytes && (await sha256(new Uint8Array(bytes))),
      size: bytes?.byteLength ?? 0,
    });
    onProgress?.({ done: hashed.length, total: files.length });
  }
  return hashed;
}

/** Every folder above a file. */
function listFolders(files: readonly { readonly path: string }[]): string[] {
  const folders = files.flatMap(({ path }) => {
    const parts = path.split('/');
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)];
}

/** @throws GraftError 'bad-path' */
function checkPath(path: string): string {
  if (path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')) return path;
  throw new GraftError(
    'bad-path',
    `A picture has a path such as "cat/1.jpg", relative and without "." and ".."; got ${JSON.stringify(path)}.`,
  );
}

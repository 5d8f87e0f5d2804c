import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError } from '@graftjs/core';

const endings = /\.(jpe?g|png|webp)$/i;

/**
 * The pictures that somebody means by naming files and folders.
 *
 * @param paths a file is taken as it is; a folder stands for every .jpg, .jpeg, .png and .webp in it and below, by name
 * @throws GraftError 'no-pictures' for a folder without any
 */
export async function listPictures(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    files.push(...(found?.isDirectory() ? await listFolder(path) : [path]));
  }
  return files;
}

/**
 * Reads a picture file.
 *
 * @throws GraftError 'unreadable-file'
 */
export async function readPicture(file: string): Promise<Blob> {
  try {
    return new Blob([await readFile(file)]);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new GraftError(
      'unreadable-file',
      code === 'ENOENT' ? 'There is no such file.' : `It cannot be read: ${code}.`,
      {
        cause,
      },
    );
  }
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const pictures = entries.filter((name) => endings.test(name)).sort();
  if (pictures.length > 0) return pictures.map((name) => join(folder, name));
  throw new GraftError('no-pictures', `The folder ${folder} holds no .jpg, .jpeg, .png or .webp.`);
}

import { open, readFile, stat } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import { listFiles } from '@graftjs/data/list-files';
import { pictureFormats, sniffFormat } from '@graftjs/images/sniff-format';

/** A file that somebody means as a picture. */
export interface PictureFile {
  readonly file: string;
  /** Why it cannot be read, where that is known already. */
  readonly problem?: string;
}

const endings = /\.(jpe?g|png|webp)$/i;
/** The first bytes of a file, which tell its format. */
const HEAD = 512;

/**
 * The pictures that somebody means by naming files and folders, found as for training: links are followed, hidden files left out.
 *
 * @param paths a file is taken as it is; a folder stands for every picture in it and below, by name: whatever ends in .jpg, .jpeg,
 *   .png or .webp, or begins as one of those does
 * @returns also files and folders that cannot be read, with the reason
 * @throws GraftError 'no-pictures' for a folder without any; 'ambiguous-name'
 */
export async function listPictures(paths: readonly string[]): Promise<PictureFile[]> {
  const files: PictureFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) files.push(...(await listFolder(path)));
    // Reading a pipe or a device could wait for ever.
    else files.push(found?.isFile() === false ? { file: path, problem: 'It is no regular file.' } : { file: path });
  }
  return files;
}

/**
 * Reads a picture file.
 *
 * @throws GraftError 'unreadable-file'
 */
export async function readPicture({ file, problem }: PictureFile): Promise<Blob> {
  if (problem !== undefined) throw new GraftError('unreadable-file', problem);
  try {
    return new Blob([await readFile(file)]);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const reason = code === 'ENOENT' ? 'There is no such file.' : `It cannot be read: ${code}.`;
    throw new GraftError('unreadable-file', reason, { cause });
  }
}

async function listFolder(folder: string): Promise<PictureFile[]> {
  const pictures: PictureFile[] = [];
  const { files } = await listFiles(folder, {
    onProblem: ({ location, problem }) => pictures.push({ file: location, problem }),
  });
  for (const { location: file, problem } of files) {
    if (problem !== undefined && endings.test(file)) {
      pictures.push({ file, problem: `It cannot be read: ${problem}.` });
    } else if (problem === undefined && (endings.test(file) || (await beginsAsPicture(file)))) pictures.push({ file });
  }
  if (pictures.length > 0) return pictures;
  throw new GraftError('no-pictures', `The folder ${folder} holds no .jpg, .jpeg, .png or .webp.`);
}

/** A picture may have any name, as in training. */
async function beginsAsPicture(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD), 0, HEAD, 0);
    const format = sniffFormat(buffer.subarray(0, bytesRead));
    return pictureFormats.some((known) => known === format);
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

import { countWrappers } from '@graftjs/data/count-wrappers';
import { isIgnored, splitOfFolder } from '@graftjs/data/listing';
import { isSidecar } from '@graftjs/data/sidecar-files';
import type { NewPicture } from './project.js';

/** A file by where it lay: `pets/cat/1.jpg`. */
export interface DroppedFile {
  readonly path: string;
  readonly file: Blob;
}

/** What arrived, put in order. */
export interface SortedDrop {
  /** The outermost folder around all of it, where there was one. */
  readonly name: string | undefined;
  readonly pictures: readonly NewPicture[];
}

/**
 * Finds classes, and splits where folders are named for them, in files that were dropped: several folders are a class each; one
 * folder that holds folders is looked into. What lies in no folder is in the class `loose`. Hidden files, what systems leave
 * behind, and what by its ending lies beside pictures (`.txt`, `.json`, …) are passed over. Signs that no folder has on some
 * systems become `_`, so that whoever unpacks an exported project can.
 */
export function sortDrop(files: readonly DroppedFile[], loose: string): SortedDrop {
  const listed = listPictures(files);
  const around = countWrappers(listed.map(({ parts }) => parts));
  const name = around > 0 ? listed[0]?.parts[0] : undefined;
  const found = listed.map(({ parts, file }) => ({ parts: parts.slice(around), file }));
  const splits = haveSplits(found);
  const pictures = found.map(({ parts, file }): NewPicture => {
    const split = splits ? splitOfFolder(parts[0] ?? '') : undefined;
    const below = split === undefined ? parts : parts.slice(1);
    const [label = loose] = below.length > 1 ? below : [];
    const picture = { label, name: below.slice(below.length > 1 ? 1 : 0).join('/'), file };
    return split === undefined ? picture : { ...picture, split };
  });
  return { name, pictures };
}

/** Takes all files that were dropped for the pictures of one class; what is passed over is as for `sortDrop`. */
export function sortInto(label: string, files: readonly DroppedFile[]): SortedDrop {
  const pictures = listPictures(files).map(({ parts, file }) => ({ label, name: parts.join('/'), file }));
  return { name: undefined, pictures };
}

function listPictures(files: readonly DroppedFile[]): PlacedFile[] {
  return files
    .map(({ path, file }) => ({
      parts: path
        .normalize('NFC')
        .replaceAll(/[\\:*?"<>|]/g, '_')
        .split('/')
        .filter(Boolean),
      file,
    }))
    .filter(({ parts }) => parts.length > 0 && !parts.some(isIgnored) && !isSidecar(parts.join('/')));
}

interface PlacedFile {
  readonly parts: readonly string[];
  readonly file: Blob;
}

/** Whether every folder is named for a split, one of them for training, with folders of classes in it. */
function haveSplits(files: readonly PlacedFile[]): boolean {
  const found = files.map(({ parts }) => (parts.length > 2 ? splitOfFolder(parts[0] ?? '') : undefined));
  return found.includes('train') && !found.includes(undefined);
}

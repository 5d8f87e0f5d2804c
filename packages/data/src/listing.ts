import { GraftError, type Split } from '@graftjs/core';

export interface ListedFile<Location> {
  /** From the folder that was listed, with `/` on every platform, in Unicode's composed form (NFC). */
  readonly path: string;
  /** Where to read it. */
  readonly location: Location;
  /** Why it cannot be read, where that is known already. */
  readonly problem?: string;
}

export interface Listing<Location> {
  /** Sorted by code unit, so that every machine gives the same order. */
  readonly files: readonly ListedFile<Location>[];
  /** Paths of all folders below the one listed, sorted. */
  readonly folders: readonly string[];
}

/** Whether a file or folder is no part of a data set: hidden, or left behind by a system. */
export function isIgnored(name: string): boolean {
  return name.startsWith('.') || ['thumbs.db', 'desktop.ini', '__macosx', '@eadir'].includes(name.toLowerCase());
}

/** The split that a folder is named for, in any case; undefined for any other name. */
export function splitOfFolder(name: string): Split | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(splitNames, lower) ? splitNames[lower] : undefined;
}

/** What splits are called, in lower case. */
export const splitNames: Readonly<Record<string, Split>> = {
  train: 'train',
  validation: 'validation',
  val: 'validation',
  valid: 'validation',
  test: 'test',
};

/**
 * Puts what was found in the order that it has on every machine.
 *
 * @param where what was listed, for the message
 * @throws GraftError 'ambiguous-name'
 */
export function sortListing<Location>(
  files: readonly ListedFile<Location>[],
  folders: readonly string[],
  where: string,
): Listing<Location> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const twin = sorted.find(({ path }, index) => path === sorted[index + 1]?.path);
  if (twin !== undefined) {
    const message = `Two files in "${where}" have the name "${twin.path}", written with different bytes. Rename one.`;
    throw new GraftError('ambiguous-name', message);
  }
  return { files: sorted, folders: [...folders].sort() };
}

import { GraftError, type Split } from '@graftjs/core';
import type { ListedFile, Listing } from './folder-layout.js';

/** Whether a file or folder is no part of a data set: hidden, or left behind by a system. */
export function isIgnored(name: string): boolean {
  return name.startsWith('.') || ['thumbs.db', 'desktop.ini', '__macosx', '@eadir'].includes(name.toLowerCase());
}

/** The split that a folder is named for, in any case; undefined for any other name. */
export function splitOfFolder(name: string): Split | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(splitNames, lower) ? splitNames[lower] : undefined;
}

const splitNames: Readonly<Record<string, Split>> = {
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

import { splitOfFolder } from './listing.js';

/**
 * How many folders, one in the other, hold all files and are there to hold classes or splits, not pictures of one class.
 *
 * @param files each as the parts of its path, its name the last
 */
export function countWrappers(files: readonly (readonly string[])[]): number {
  const [first] = files;
  if (first === undefined) return 0;
  const folders = first.slice(0, -1);
  const differs = folders.findIndex((folder, level) => files.some((parts) => parts[level] !== folder));
  const shared = differs === -1 ? folders.length : differs;
  if (files.every((parts) => parts.length > shared + 1)) return shared;
  // Pictures of one class; in a folder that is named for a split, that is no class.
  return shared > 1 && splitOfFolder(first[0] ?? '') !== undefined ? 1 : 0;
}

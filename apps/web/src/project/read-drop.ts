import type { DirectoryDropItem, DropItem, FileDropItem } from 'react-aria-components';
import type { Watch } from '../watch.js';

/** A file that was dropped, by where it lay. */
export interface DroppedEntry {
  readonly path: string;
  readonly file: File;
}

/**
 * Every file in what was dropped, those in folders included.
 *
 * @throws the reason of `watch.signal` when it aborts
 */
export async function readDrop(items: readonly DropItem[], watch?: Watch): Promise<DroppedEntry[]> {
  const found: DroppedEntry[] = [];
  for (const item of items) if (item.kind !== 'text') await readEntry(item, '', found, watch);
  return found;
}

async function readEntry(
  item: FileDropItem | DirectoryDropItem,
  above: string,
  found: DroppedEntry[],
  watch: Watch | undefined,
): Promise<void> {
  watch?.signal.throwIfAborted();
  const path = above + item.name;
  if (item.kind === 'directory') {
    for await (const inner of item.getEntries()) await readEntry(inner, `${path}/`, found, watch);
    return;
  }
  found.push({ path, file: await item.getFile() });
  watch?.onProgress({ done: found.length });
}

/** Files that were chosen, with the path that choosing a folder gives them. */
export function readChoice(files: FileList | null): DroppedEntry[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

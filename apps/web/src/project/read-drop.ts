import type { DirectoryDropItem, DropItem, FileDropItem } from 'react-aria-components';

/** A file that was dropped, by where it lay. */
export interface DroppedEntry {
  readonly path: string;
  readonly file: File;
}

/** Every file in what was dropped, those in folders included. */
export async function readDrop(items: readonly DropItem[]): Promise<DroppedEntry[]> {
  const found: DroppedEntry[] = [];
  for (const item of items) if (item.kind !== 'text') await readEntry(item, '', found);
  return found;
}

async function readEntry(item: FileDropItem | DirectoryDropItem, above: string, found: DroppedEntry[]): Promise<void> {
  const path = above + item.name;
  if (item.kind === 'file') found.push({ path, file: await item.getFile() });
  else for await (const inner of item.getEntries()) await readEntry(inner, `${path}/`, found);
}

/** Files that were chosen, with the path that choosing a folder gives them. */
export function readChoice(files: FileList | null): DroppedEntry[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

import { readZip } from '@graftjs/data/read-zip';
import { texts } from '../texts.js';
import type { Watch } from '../watch.js';
import { editProject } from './edit-project.js';
import { emptyProject, type Project } from './project.js';
import { sortDrop } from './sort-drop.js';

/**
 * The chest X-rays that lie beside the page, as a project.
 *
 * @throws Error that says why they cannot be fetched; what `readZip` throws
 */
export async function fetchDemo(watch: Watch): Promise<Project> {
  const [archive, facts] = await Promise.all([
    get('demo/chest-xray.zip', watch.signal),
    get('demo/chest-xray.json', watch.signal),
  ]);
  const files = await readZip(await archive.blob(), 'chest-xray.zip', watch);
  const { groupBy, attribution } = (await facts.json()) as { readonly groupBy: string; readonly attribution: string };
  const { pictures } = sortDrop(
    files.map(({ path, blob }) => ({ path, file: blob })),
    texts.pictures.loose,
  );
  return { ...editProject(emptyProject, { kind: 'add', pictures }), name: 'chest-xray', groupBy, attribution };
}

async function get(address: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(address, { signal }).catch((cause: unknown) => {
    // A canceled one is told as such; a browser's own words for a lost connection say nothing.
    throw signal.aborted ? cause : new Error(texts.archive.demo(), { cause });
  });
  if (!response.ok) throw new Error(texts.archive.demo(`${response.status} ${response.statusText}`));
  return response;
}

import { readPictureZip } from '@graftjs/data/picture-zip';
import { editProject, type ProjectEdit } from '../project/edit-project.js';
import { fetchDemo } from '../project/fetch-demo.js';
import { openProject } from '../project/open-project.js';
import type { Project } from '../project/project.js';
import type { DroppedEntry } from '../project/read-drop.js';
import { sortDrop, sortInto, type DroppedFile } from '../project/sort-drop.js';
import { texts } from '../texts.js';
import type { Watch } from '../watch.js';
import { useErrand } from './use-errand.js';
import { useInspection } from './use-inspection.js';

/** Takes in what was dropped, chosen or fetched, and has each new picture looked at. */
export function useArrivals(project: Project, edit: (edit: ProjectEdit) => void) {
  const errand = useErrand();
  const looked = useInspection(project, edit);

  /** @param into the class that all of it is for. Default: the class that each folder is named for */
  const arrive = (read: (watch: Watch) => Promise<readonly DroppedEntry[]>, into?: string): void => {
    void errand.run(texts.pictures.reading, async (watch) => {
      const entries = await read(watch);
      const { files, opened } = await unpackZips(entries, watch);
      watch.signal.throwIfAborted();
      if (countPictures(project) === 0 && entries.length === 1 && opened !== undefined) {
        edit({ kind: 'open', project: opened });
        return '';
      }
      const { name, pictures } = into === undefined ? sortDrop(files, texts.pictures.loose) : sortInto(into, files);
      if (pictures.length === 0) return texts.pictures.nothing;
      const add = { kind: 'add', pictures, name } as const;
      const added = countPictures(editProject(project, add)) - countPictures(project);
      if (added === 0) return texts.done.arrived(0, 0, pictures.length);
      edit(add);
      return '';
    });
  };
  const openDemo = (): void => {
    void errand.run(texts.pictures.loadingDemo, async (watch) => {
      edit({ kind: 'open', project: await fetchDemo(watch) });
      return '';
    });
  };
  const exportProject = (): void => {
    void errand.run(texts.pictures.exporting, async (watch) => {
      const { writeProject } = await import('../project/write-project.js');
      offerFile(await writeProject(project, watch), texts.pictures.exportName(project.name));
      const broken = project.classes.flatMap(({ pictures }) => pictures).filter(({ problem }) => problem !== undefined);
      return texts.pictures.exported(broken.length);
    });
  };
  return { errand, looked, arrive, openDemo, exportProject };
}

function countPictures({ classes }: Project): number {
  return classes.reduce((sum, { pictures }) => sum + pictures.length, 0);
}

/**
 * A zip counts as a folder of its name.
 *
 * @returns besides, the project that a zip is, where one was among them
 */
async function unpackZips(
  entries: readonly DroppedEntry[],
  watch: Watch,
): Promise<{ readonly files: readonly DroppedFile[]; readonly opened: Project | undefined }> {
  const files: DroppedFile[] = [];
  let opened: Project | undefined;
  for (const { path, file } of entries) {
    const folder = /^(.+)\.zip$/i.exec(path)?.[1];
    if (folder === undefined) files.push({ path, file });
    else {
      const zip = await readPictureZip(file, path, watch);
      for (const inner of zip.files) files.push({ path: `${folder}/${inner.path}`, file: inner.blob });
      if (zip.project) opened = openProject(zip, zip.project);
    }
  }
  return { files, opened };
}

/** As a download. */
function offerFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

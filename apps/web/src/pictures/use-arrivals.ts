import { readPictureZip } from '@graftjs/data/picture-zip';
import type { Choices } from '../choices/choices.js';
import { offerFile } from '../offer-file.js';
import { editProject, type ProjectEdit } from '../project/edit-project.js';
import { fetchDemo } from '../project/fetch-demo.js';
import type { OpenedProject } from '../project/open-project.js';
import { listPictures, type Project } from '../project/project.js';
import type { DroppedEntry } from '../project/read-drop.js';
import { sortDrop, sortInto, type DroppedFile } from '../project/sort-drop.js';
import { texts } from '../texts.js';
import type { Watch } from '../watch.js';
import { useErrand } from './use-errand.js';
import { useInspection } from './use-inspection.js';

interface Arrivals {
  readonly project: Project;
  readonly edit: (edit: ProjectEdit) => void;
  /** A project goes away with them, and comes with its own. */
  readonly choices: Choices;
  readonly onChoices: (choices: Choices) => void;
}

/** @param into the class that all of it is for. Default: the class that each folder is named for */
export type Arrive = (read: (watch: Watch) => Promise<readonly DroppedEntry[]>, into?: string) => void;

/** Files of models, by their names. */
const MODEL = /\.(safetensors|keras|h5|hdf5|onnx|tflite|pb|pth?)$/i;

/** Takes in what was dropped, chosen or fetched, and has each new picture looked at. */
export function useArrivals({ project, edit, choices, onChoices }: Arrivals) {
  const errand = useErrand();
  const looked = useInspection(project, edit);

  const arrive: Arrive = (read, into) => {
    void errand.run(texts.pictures.reading, async (watch) => {
      const all = await read(watch);
      const entries = all.filter(({ path }) => !MODEL.test(path));
      const [model] = all.filter(({ path }) => MODEL.test(path));
      if (model !== undefined && entries.length === 0) throw new Error(texts.pictures.model(model.path));
      const { files, projects } = await unpackZips(entries, watch);
      watch.signal.throwIfAborted();
      const [only] = projects;
      if (countPictures(project) === 0 && entries.length === 1 && only !== undefined) {
        edit({ kind: 'open', project: only.project, besides: texts.pictures.besides(only.recipe) });
        onChoices(only.recipe.choices);
        return '';
      }
      const { name, pictures } = into === undefined ? sortDrop(files, texts.pictures.loose) : sortInto(into, files);
      const arrived = pictures.length + projects.reduce((sum, one) => sum + countPictures(one.project), 0);
      if (arrived === 0) return texts.pictures.nothing;
      const edits: readonly ProjectEdit[] = [
        ...projects.map((one) => ({ kind: 'merge', project: one.project }) as const),
        ...(pictures.length === 0 ? [] : [{ kind: 'add', pictures, name } as const]),
      ];
      const arrive = { kind: 'arrive', edits, files: arrived } as const;
      if (countPictures(editProject(project, arrive)) === countPictures(project))
        return texts.done.arrived(0, 0, arrived);
      edit(arrive);
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
      offerFile(await writeProject(project, choices, watch), texts.pictures.exportName(project.name));
      const broken = listPictures(project).filter(({ problem }) => problem !== undefined);
      return texts.pictures.exported(broken.length, choices.file?.name);
    });
  };
  return { errand, looked, arrive, openDemo, exportProject };
}

function countPictures(project: Project): number {
  return listPictures(project).length;
}

/**
 * A zip counts as a folder of its name.
 *
 * @returns the files, and besides the projects that zips among them are
 */
async function unpackZips(
  entries: readonly DroppedEntry[],
  watch: Watch,
): Promise<{ readonly files: readonly DroppedFile[]; readonly projects: readonly OpenedProject[] }> {
  const files: DroppedFile[] = [];
  const projects: OpenedProject[] = [];
  for (const { path, file } of entries) {
    const folder = /^(.+)\.zip$/i.exec(path)?.[1];
    if (folder === undefined) {
      files.push({ path, file });
      continue;
    }
    const zip = await readPictureZip(file, path, watch);
    if (zip.project) {
      const { openProject } = await import('../project/open-project.js');
      projects.push(openProject(zip, zip.project));
    } else for (const inner of zip.files) files.push({ path: `${folder}/${inner.path}`, file: inner.blob });
  }
  return { files, projects };
}

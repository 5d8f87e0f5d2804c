import { useEffect, useRef, useState } from 'react';
import { readPictureZip } from '@graftjs/data/picture-zip';
import { messageOf } from '../message-of.js';
import type { Choices } from '../choices/choices.js';
import type { ProjectEdit } from '../project/edit-project.js';
import { fetchDemo } from '../project/fetch-demo.js';
import type { Picture, Project } from '../project/project.js';
import type { DroppedEntry } from '../project/read-drop.js';
import type { OpenedProject } from '../project/open-project.js';
import { sortDrop, sortInto, type DroppedFile } from '../project/sort-drop.js';
import { texts } from '../texts.js';
import { workshop } from '../workshop/start-workshop.js';

/** Pictures that are looked at in one message to the worker. */
const LOOKED_AT_ONCE = 64;

/** Of the pictures that came in, how many were looked at. */
interface Looked {
  readonly done: number;
  readonly total: number;
}

interface Arrivals {
  readonly project: Project;
  readonly edit: (edit: ProjectEdit) => void;
  /** A project goes away with them, and comes with its own. */
  readonly choices: Choices;
  readonly onChoices: (choices: Choices) => void;
}

interface Status {
  readonly text: string;
  readonly failed: boolean;
}

/** Takes in what was dropped, chosen or fetched, and has each new picture looked at. */
export function useArrivals({ project, edit, choices, onChoices }: Arrivals) {
  const [status, setStatus] = useState<Status>({ text: '', failed: false });
  const [busy, setBusy] = useState(false);
  const looked = useInspection(project, edit);

  const attempt = async (begin: string, work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setStatus({ text: begin, failed: false });
    try {
      setStatus({ text: await work(), failed: false });
    } catch (error) {
      setStatus({ text: messageOf(error), failed: true });
    }
    setBusy(false);
  };
  /** @param into the class that all of it is for. Default: the class that each folder is named for */
  const arrive = (read: () => Promise<readonly DroppedEntry[]>, into?: string): void => {
    void attempt(texts.pictures.reading, async () => {
      const entries = await read();
      const isEmpty = !project.classes.some(({ pictures }) => pictures.length > 0);
      const { files, projects } = await unpackZips(entries);
      const [only] = projects;
      if (isEmpty && entries.length === 1 && only !== undefined) {
        edit({ kind: 'open', project: only.project });
        onChoices(only.recipe.choices);
        return texts.pictures.opened(only.project.name, only.recipe);
      }
      for (const one of projects) edit({ kind: 'merge', project: one.project });
      const { name, pictures } = into === undefined ? sortDrop(files, texts.pictures.loose) : sortInto(into, files);
      if (pictures.length > 0) edit({ kind: 'add', pictures, name });
      const arrived = pictures.length + projects.reduce((sum, one) => sum + countPictures(one.project), 0);
      return arrived === 0 ? texts.pictures.nothing : texts.pictures.arrived(arrived);
    });
  };
  const openDemo = (): void => {
    void attempt(texts.pictures.loadingDemo, async () => {
      edit({ kind: 'open', project: await fetchDemo() });
      return '';
    });
  };
  const exportProject = (): void => {
    void attempt(texts.pictures.exporting, async () => {
      const { writeProject } = await import('../project/write-project.js');
      offerFile(await writeProject(project, choices), texts.pictures.exportName(project.name));
      const broken = project.classes.flatMap(({ pictures }) => pictures).filter(({ problem }) => problem !== undefined);
      return texts.pictures.exported(broken.length, choices.file?.name);
    });
  };
  return { status, busy, looked, arrive, openDemo, exportProject };
}

/**
 * A zip counts as a folder of its name.
 *
 * @returns the files, and besides the projects that zips among them are
 */
async function unpackZips(
  entries: readonly DroppedEntry[],
): Promise<{ readonly files: readonly DroppedFile[]; readonly projects: readonly OpenedProject[] }> {
  const files: DroppedFile[] = [];
  const projects: OpenedProject[] = [];
  for (const { path, file } of entries) {
    const folder = /^(.+)\.zip$/i.exec(path)?.[1];
    if (folder === undefined) {
      files.push({ path, file });
      continue;
    }
    const zip = await readPictureZip(file, path);
    if (zip.project) {
      const { openProject } = await import('../project/open-project.js');
      projects.push(openProject(zip, zip.project));
    } else for (const inner of zip.files) files.push({ path: `${folder}/${inner.path}`, file: inner.blob });
  }
  return { files, projects };
}

function countPictures({ classes }: Project): number {
  return classes.reduce((sum, { pictures }) => sum + pictures.length, 0);
}

/**
 * Has each picture looked at once.
 *
 * @returns how far that is; undefined where none is left
 */
function useInspection(project: Project, edit: (edit: ProjectEdit) => void): Looked | undefined {
  const [looked, setLooked] = useState<Looked>();
  const seen = useRef(new WeakSet<Blob>());
  const counts = useRef({ done: 0, total: 0 });
  useEffect(() => {
    const fresh = project.classes.flatMap(({ pictures }) => pictures).filter(({ file }) => !seen.current.has(file));
    for (const { file } of fresh) seen.current.add(file);
    counts.current.total += fresh.length;
    void inspectAll(fresh, (problems, done) => {
      if (problems.size > 0) edit({ kind: 'blame', problems });
      counts.current.done += done;
      const isOver = counts.current.done === counts.current.total;
      if (isOver) counts.current = { done: 0, total: 0 };
      setLooked(isOver ? undefined : { ...counts.current });
    });
  }, [project, edit]);
  return looked;
}

async function inspectAll(
  pictures: readonly Picture[],
  onPart: (problems: ReadonlyMap<number, string>, done: number) => void,
): Promise<void> {
  for (let start = 0; start < pictures.length; start += LOOKED_AT_ONCE) {
    const part = pictures.slice(start, start + LOOKED_AT_ONCE);
    const reasons = await workshop().inspect(part.map(({ file }) => file));
    const problems = part.flatMap(({ id }, index) => {
      const reason = reasons[index];
      return reason === undefined ? [] : [[id, reason] as const];
    });
    onPart(new Map(problems), part.length);
  }
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

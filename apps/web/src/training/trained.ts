import type { Choices } from '../choices/choices.js';
import { listPictures, picturesByPath, type Project } from '../project/project.js';
import type { TrainingResult } from '../workshop/workshop-api.js';

/** A model that was trained, and on what. */
export interface Trained {
  /** When, in milliseconds since 1970: no two of a project have one. */
  readonly at: number;
  readonly result: TrainingResult;
  /** Those that it was trained by. */
  readonly choices: Choices;
  /** Of the project, then. */
  readonly name: string;
  /** By the path that each had. */
  readonly pictures: ReadonlyMap<string, TrainedPicture>;
}

/** A picture as it was when a model was trained on it. */
export interface TrainedPicture {
  readonly id: number;
  /** In bytes. */
  readonly size: number;
  /** Undefined: it was deleted since, before a reload. */
  readonly file: Blob | undefined;
}

/** Whether any of the pictures that it was trained on is there. */
export function hasPicturesOf({ pictures }: Trained, project: Project): boolean {
  const ids = new Set(listPictures(project).map(({ id }) => id));
  return [...pictures.values()].some(({ id }) => ids.has(id));
}

/** Whether a training would take the same pictures, of the same classes, again. */
export function isUpToDate({ pictures }: Trained, project: Project): boolean {
  const now = picturesByPath(project);
  return pictures.size === now.size && [...pictures].every(([path, { id }]) => now.get(path)?.id === id);
}

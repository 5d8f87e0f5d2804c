import type { Choices } from '../choices/choices.js';
import type { Picture } from '../project/project.js';
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
  readonly pictures: ReadonlyMap<string, Picture>;
}

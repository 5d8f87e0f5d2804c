import type { DBSchema } from 'idb';
import type { Choices } from '../choices/choices.js';
import { keptNames } from '../keeping/kept-names.js';
import { openKept } from '../keeping/open-kept.js';
import { listPictures, type Project } from '../project/project.js';
import type { StageEpochs } from '../workshop/workshop-api.js';
import type { Trained, TrainedPicture } from './trained.js';

/** A training that has begun and not come to its end; what it had come to is in the worker's checkpoints. */
export interface KeptRun {
  readonly choices: Choices;
  /** Until the last time that it was kept. */
  readonly stages: readonly StageEpochs[];
}

/** A model without the files of its pictures: the project has those. */
interface KeptModel extends Omit<Trained, 'pictures'> {
  readonly pictures: readonly (Omit<TrainedPicture, 'file'> & { readonly path: string })[];
}

interface Keep extends DBSchema {
  run: { key: 'current'; value: KeptRun };
  model: { key: 'current'; value: KeptModel };
  choices: { key: 'current'; value: Choices };
}

/** Keeps in the browser what belongs to a project's training. */
export interface TrainingKeeper {
  loadChoices(): Promise<Choices | undefined>;
  saveChoices(choices: Choices): Promise<void>;
  loadRun(): Promise<KeptRun | undefined>;
  saveRun(run: KeptRun | undefined): Promise<void>;
  /**
   * @param project whose pictures it was trained on, as they are now
   * @returns undefined where none of them is left: of other pictures it is a model of nothing that is here
   */
  loadModel(project: Project): Promise<Trained | undefined>;
  saveModel(model: Trained | undefined): Promise<void>;
}

/**
 * Opens what the browser keeps of trainings, apart from the project, which changes more often.
 *
 * @throws DOMException where the browser keeps nothing for this page
 */
export async function openTrainingKeeper(): Promise<TrainingKeeper> {
  const withKept = await openKept<Keep>(keptNames.training, ['run', 'model', 'choices']);
  return {
    loadChoices: () => withKept((database) => database.get('choices', 'current')),
    saveChoices: (choices) =>
      withKept(async (database) => {
        await database.put('choices', choices, 'current');
      }),
    loadRun: () => withKept((database) => database.get('run', 'current')),
    saveRun: (run) =>
      withKept(async (database) => {
        await (run === undefined ? database.delete('run', 'current') : database.put('run', run, 'current'));
      }),
    async loadModel(project) {
      const kept = await withKept((database) => database.get('model', 'current'));
      if (kept === undefined) return undefined;
      const files = new Map(listPictures(project).map(({ id, file }) => [id, file]));
      const pictures = kept.pictures.map(({ path, id, size }) => {
        const file = files.get(id);
        return [path, { id, size, file: file?.size === size ? file : undefined }] as const;
      });
      if (pictures.every(([, { file }]) => file === undefined)) return undefined;
      return { ...kept, pictures: new Map(pictures) };
    },
    saveModel: (model) =>
      withKept(async (database) => {
        await (model === undefined
          ? database.delete('model', 'current')
          : database.put('model', withoutFiles(model), 'current'));
      }),
  };
}

function withoutFiles(model: Trained): KeptModel {
  return { ...model, pictures: [...model.pictures].map(([path, { id, size }]) => ({ path, id, size })) };
}

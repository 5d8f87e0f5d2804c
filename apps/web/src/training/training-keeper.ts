import { openDB, type DBSchema } from 'idb';
import type { Choices } from '../choices/choices.js';
import type { Project } from '../project/project.js';
import { picturesByPath } from '../project/project.js';
import type { StageEpochs } from '../workshop/workshop-api.js';
import type { Trained } from './trained.js';

/** A training that has begun and not come to its end; what it had come to is in the worker's checkpoints. */
export interface KeptRun {
  readonly choices: Choices;
  /** Until the last time that it was kept. */
  readonly stages: readonly StageEpochs[];
}

/** A model without the files of its pictures: the project has those. */
interface KeptModel extends Omit<Trained, 'pictures'> {
  readonly pictures: readonly { readonly path: string; readonly id: number; readonly size: number }[];
}

interface Keep extends DBSchema {
  run: { key: 'current'; value: KeptRun };
  model: { key: 'current'; value: KeptModel };
}

/** Keeps in the browser what belongs to a project's training. */
export interface TrainingKeeper {
  loadRun(): Promise<KeptRun | undefined>;
  saveRun(run: KeptRun | undefined): Promise<void>;
  /** @param project whose pictures it was trained on, as they are now: those that are gone are left out */
  loadModel(project: Project): Promise<Trained | undefined>;
  saveModel(model: Trained | undefined): Promise<void>;
}

/**
 * Opens what the browser keeps of trainings, apart from the project, which changes more often.
 *
 * @throws DOMException where the browser keeps nothing for this page
 */
export async function openTrainingKeeper(name = 'graft-training'): Promise<TrainingKeeper> {
  const database = await openDB<Keep>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('run');
      fresh.createObjectStore('model');
    },
    blocking: () => database.close(),
  });
  return {
    loadRun: () => database.get('run', 'current'),
    async saveRun(run) {
      await (run === undefined ? database.delete('run', 'current') : database.put('run', run, 'current'));
    },
    async loadModel(project) {
      const kept = await database.get('model', 'current');
      if (kept === undefined) return undefined;
      const now = picturesByPath(project);
      const same = kept.pictures.flatMap(({ path, id, size }) => {
        const picture = now.get(path);
        return picture?.id === id && picture.file.size === size ? [[path, picture] as const] : [];
      });
      // Of other pictures it is a model of nothing that is here.
      if (same.length === 0) return undefined;
      return { ...kept, pictures: new Map(same) };
    },
    async saveModel(model) {
      await (model === undefined
        ? database.delete('model', 'current')
        : database.put('model', withoutFiles(model), 'current'));
    },
  };
}

function withoutFiles(model: Trained): KeptModel {
  return { ...model, pictures: [...model.pictures].map(([path, { id, file }]) => ({ path, id, size: file.size })) };
}

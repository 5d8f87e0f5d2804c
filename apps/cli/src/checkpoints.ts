import { stat } from 'node:fs/promises';
import { GraftError } from '@graftjs/core';
import type { CheckpointStore } from '@graftjs/train';
import { checkpointFolder, clearCheckpoints } from '@graftjs/train/checkpoint-folder';
import type { TrainSettings } from './recipe.js';
import { shellWord } from './shell-word.js';

/** The checkpoints of one run. */
export interface Checkpoints {
  readonly folder: string;
  readonly store: CheckpointStore;
  /** Whether the run is to go on from one. */
  readonly goesOn: boolean;
  /** Whether there is one to go on from. */
  exist(): Promise<boolean>;
  /** Removes them: the run has come to its end. */
  clear(): Promise<void>;
}

/**
 * Opens the folder for a run's checkpoints: beside its bundle, `model.checkpoints` for `model.safetensors`, unless another is
 * named. Those of an unfinished run that nobody asked to go on with are not written over.
 *
 * @returns undefined where none are wanted
 * @throws GraftError 'unused-option', 'not-a-folder', 'checkpoint-exists'
 */
export async function openCheckpoints(settings: TrainSettings): Promise<Checkpoints | undefined> {
  const { out, checkpoint, checkpointEvery, resume, force } = settings;
  if (checkpoint === 'none') {
    if (checkpointEvery === undefined && !resume) return undefined;
    throw new GraftError(
      'unused-option',
      `--checkpoint none leaves nothing for ${resume ? '--resume to go on from' : '--checkpoint-every to write'}. Leave one of the two out.`,
    );
  }
  const folder = checkpoint ?? out.replace(/\.safetensors$/, '.checkpoints');
  const found = await stat(folder).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) {
    throw new GraftError('not-a-folder', `Checkpoints go to a folder, and ${folder} is none. Name another one.`);
  }
  const store = checkpointFolder(folder);
  const exist = async (): Promise<boolean> => (await store.read(0)) !== undefined;
  const isThere = await exist();
  if (isThere && !resume) {
    if (force) await clearCheckpoints(folder);
    else {
      throw new GraftError(
        'checkpoint-exists',
        `${folder} has a checkpoint of a run that did not come to its end. Go on with it by --resume, or start anew by --force.`,
      );
    }
  }
  return { folder, store, goesOn: isThere && resume, exist, clear: () => clearCheckpoints(folder) };
}

/**
 * What to say when a run was interrupted: what is kept of it, and the command that goes on.
 *
 * @param args of the program, without node and itself
 */
export async function interrupted(checkpoints: Checkpoints, args: readonly string[]): Promise<GraftError | undefined> {
  if (!(await checkpoints.exist())) return undefined;
  const command = ['graft', ...args, ...(args.includes('--resume') ? [] : ['--resume'])].map(shellWord).join(' ');
  return new GraftError(
    'interrupted',
    `Interrupted. Nothing was left half-written, and ${checkpoints.folder} has a checkpoint. Go on with:\n  ${command}`,
  );
}

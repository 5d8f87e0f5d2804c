import type { CheckpointStore } from '@graftjs/train';
import { checkpointDatabase, clearCheckpointDatabase } from '@graftjs/train/checkpoint-database';
import { keptNames } from '../keeping/kept-names.js';

/** Where a training keeps what it had come to. One page at a time has the project, and so its checkpoints. */
export function openCheckpoints(): CheckpointStore {
  return checkpointDatabase(keptNames.checkpoints);
}

/** Removes what a training had come to. */
export function discardCheckpoints(): Promise<void> {
  return clearCheckpointDatabase(keptNames.checkpoints);
}

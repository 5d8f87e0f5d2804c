import type { CheckpointStore } from '@graftjs/train';
import { checkpointDatabase, clearCheckpointDatabase } from '@graftjs/train/checkpoint-database';

/** One page at a time has the project, and so its checkpoints. */
const name = 'graft-checkpoints';

/** Where a training keeps what it had come to. */
export function openCheckpoints(): CheckpointStore {
  return checkpointDatabase(name);
}

/** Removes what a training had come to. */
export function discardCheckpoints(): Promise<void> {
  return clearCheckpointDatabase(name);
}

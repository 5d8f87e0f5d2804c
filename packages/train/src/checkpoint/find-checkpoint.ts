import { GraftError, type Note } from '@graftjs/core';
import { decodeCheckpoint, type Checkpoint } from './checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { listDifferences, type RecipeFacts } from './recipe-facts.js';

/**
 * Finds the checkpoint to go on from: the newest, or the one before where the newest is damaged.
 *
 * @param moved whether another engine may have written it, which is then noted
 * @returns undefined where nothing has been written yet
 * @throws GraftError 'resume-refused' when it belongs to another run, 'checkpoint-damaged' when none is whole, 'checkpoint-format'
 */
export async function findCheckpoint(
  store: CheckpointStore,
  facts: RecipeFacts,
  onNote: (note: Note) => void,
  moved = false,
): Promise<Checkpoint | undefined> {
  const damages: string[] = [];
  for (const age of [0, 1] as const) {
    const bytes = await store.read(age);
    if (bytes === undefined) continue;
    const checkpoint = tryDecode(bytes, damages);
    if (checkpoint === undefined) continue;
    expectSameRun(checkpoint, moved ? { ...facts, engine: checkpoint.facts['engine'] ?? '' } : facts);
    if (damages.length > 0) {
      const message = `The newest checkpoint was damaged, so the one before was used. ${damages[0]}`;
      onNote({ code: 'checkpoint-damaged', message });
    }
    if (checkpoint.facts['engine'] !== facts['engine']) {
      const message = `The run went on with another engine, so its weights are not to the bit those of a run on one: ${checkpoint.facts['engine']} then, ${facts['engine']} now.`;
      onNote({ code: 'engine-changed', message });
    }
    return checkpoint;
  }
  if (damages.length === 0) return undefined;
  throw new GraftError(
    'checkpoint-damaged',
    `No checkpoint can be used, so there is nothing to go on from. ${damages.join(' ')} Start anew, without resuming.`,
  );
}

function tryDecode(bytes: Uint8Array, damages: string[]): Checkpoint | undefined {
  try {
    return decodeCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof GraftError) || error.code !== 'checkpoint-damaged') throw error;
    damages.push(error.message);
    return undefined;
  }
}

function expectSameRun(checkpoint: Checkpoint, facts: RecipeFacts): void {
  const differences = listDifferences(checkpoint.facts, facts);
  if (differences.length === 0) return;
  throw new GraftError(
    'resume-refused',
    `The checkpoint belongs to another run, so going on would mix the two:${differences.map((line) => `\n  ${line}`).join('')}\n` +
      'Put back what was changed, or start anew, without resuming.',
  );
}

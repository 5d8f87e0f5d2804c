import { GraftError, type Note } from '@graftjs/core';
import { encodeCheckpoint, type Checkpoint } from './checkpoint.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** How often a checkpoint is written while a stage trains; whichever comes first. Stages end with one in any case. */
export interface CheckpointEvery {
  /** At least 1. Default: steps do not matter. */
  readonly steps?: number | undefined;
  /** Over 0. Default 60, where no steps are given. */
  readonly seconds?: number | undefined;
}

/** Writes checkpoints when it is time. A store that fails stops nothing: the older checkpoint is still there. */
export interface Checkpointer {
  /** @param must write also when it is not time */
  point(look: () => Promise<Checkpoint>, must: boolean): Promise<void>;
}

const DEFAULT_SECONDS = 60;

/**
 * @param now milliseconds of a clock that only goes forward
 * @throws GraftError 'bad-checkpoint-interval'
 */
export function openCheckpointer(
  store: CheckpointStore,
  { steps, seconds = steps === undefined ? DEFAULT_SECONDS : undefined }: CheckpointEvery,
  now: () => number,
  onNote: (note: Note) => void,
): Checkpointer {
  if (steps !== undefined && !(Number.isSafeInteger(steps) && steps >= 1)) throw badInterval('steps', steps);
  if (seconds !== undefined && !(seconds > 0)) throw badInterval('seconds', seconds);
  let [stepsSince, written, failed] = [0, now(), false];
  return {
    async point(look, must) {
      stepsSince++;
      const isTime = stepsSince >= (steps ?? Infinity) || (seconds !== undefined && now() - written >= seconds * 1000);
      if (!must && !isTime) return;
      const bytes = encodeCheckpoint(await look());
      [stepsSince, written] = [0, now()];
      try {
        await store.write(bytes);
        failed = false;
      } catch (error) {
        // Once for each time that it begins to fail.
        if (!failed) onNote(noteOf(error));
        failed = true;
      }
    },
  };
}

function badInterval(name: string, value: number): GraftError {
  const allowed = name === 'steps' ? 'a whole number from 1 on' : 'a number over 0';
  return new GraftError(
    'bad-checkpoint-interval',
    `Checkpoints are written every so many ${name}, ${allowed}; got ${value}.`,
  );
}

function noteOf(error: unknown): Note {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'checkpoint-failed',
    message: `A checkpoint could not be written; training goes on, and an older one can still be gone on from: ${reason}`,
  };
}

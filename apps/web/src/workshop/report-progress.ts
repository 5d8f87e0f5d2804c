import { splits, type Dataset, type EpochResult, type ImageInput } from '@graftjs/core';
import type { OnProgress } from '@graftjs/train';
import { tellSeldom } from '../tell-seldom.js';
import type { StageEpochs, TrainingProgress } from './workshop-api.js';

/** Milliseconds between two messages of a kind: a small head takes a thousand steps a second, and nobody reads that. */
const TELL_EVERY = 200;

/**
 * Turns what a run tells into what the page shows, no more often than it can be seen.
 *
 * @param takesSteps else pictures of all splits are counted as one: first those to train on, then the head is solved, then the test
 */
export function reportProgress(
  data: Dataset<ImageInput>,
  takesSteps: boolean,
  onProgress: (progress: TrainingProgress) => void,
): OnProgress {
  const tellCount = tellSeldom(onProgress, TELL_EVERY);
  const tellStep = tellSeldom(onProgress, TELL_EVERY);
  const count = takesSteps ? tellCount : countAsOne(data, tellCount, onProgress);
  const stages: { readonly name: string; readonly history: EpochResult[] }[] = [];
  let late: ReturnType<typeof setTimeout> | undefined;
  const tellEpochs = (): void => {
    clearTimeout(late);
    onProgress({ phase: 'epochs', stages: copyOf(stages) });
  };
  const tellEpochsSeldom = tellSeldom(tellEpochs, TELL_EVERY);
  return (event) => {
    switch (event.phase) {
      case 'features':
        count({ phase: 'features', done: event.done, total: event.total, split: event.split });
        break;
      case 'step':
        tellStep({ phase: 'steps', stage: event.stage, done: event.done, total: event.total, loss: event.loss });
        break;
      case 'epoch': {
        const { phase: _, stage, ...result } = event;
        if (stages.at(-1)?.name !== stage) stages.push({ name: stage, history: [] });
        stages.at(-1)?.history.push(result);
        clearTimeout(late);
        // The last of all is told in any case.
        late = setTimeout(tellEpochs, TELL_EVERY);
        tellEpochsSeldom(undefined);
      }
    }
  };
}

type Tell = (progress: TrainingProgress) => void;
type Count = (event: Extract<TrainingProgress, { readonly phase: 'features' }>) => void;

function countAsOne(data: Dataset<ImageInput>, tellCount: Tell, tellPhase: Tell): Count {
  const total = splits.reduce((sum, split) => sum + data.size(split), 0);
  const done = new Map<string, number>();
  return ({ split, done: now }) => {
    done.set(split, Math.max(done.get(split) ?? 0, now));
    const through = [...done.values()].reduce((sum, count) => sum + count, 0);
    if (through === total) tellPhase({ phase: 'testing' });
    else if (through === total - data.size('test')) tellPhase({ phase: 'fitting' });
    else tellCount({ phase: 'features', done: through, total, split });
  };
}

function copyOf(stages: readonly StageEpochs[]): StageEpochs[] {
  return stages.map(({ name, history }) => ({ name, history: [...history] }));
}

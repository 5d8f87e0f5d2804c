import { splits, type Dataset, type EpochResult, type ImageInput } from '@graftjs/core';
import type { OnProgress } from '@graftjs/train';
import type { StageEpochs, TrainingProgress } from './workshop-api.js';

/** Milliseconds between two messages of steps: a small head takes a thousand a second, and nobody reads that. */
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
  const count = takesSteps ? onProgress : countAsOne(data, onProgress);
  const stages: { readonly name: string; readonly history: EpochResult[] }[] = [];
  let [toldSteps, toldEpochs] = [-Infinity, -Infinity];
  let late: ReturnType<typeof setTimeout> | undefined;
  const tellEpochs = (): void => {
    clearTimeout(late);
    toldEpochs = performance.now();
    onProgress({ phase: 'epochs', stages: copyOf(stages) });
  };
  return (event) => {
    const now = performance.now();
    switch (event.phase) {
      case 'features':
        count({ phase: 'features', done: event.done, total: event.total, split: event.split });
        break;
      case 'step':
        if (now - toldSteps < TELL_EVERY) break;
        toldSteps = now;
        onProgress({ phase: 'steps', stage: event.stage, done: event.done, total: event.total, loss: event.loss });
        break;
      case 'epoch': {
        const { phase: _, stage, ...result } = event;
        if (stages.at(-1)?.name !== stage) stages.push({ name: stage, history: [] });
        stages.at(-1)?.history.push(result);
        clearTimeout(late);
        if (now - toldEpochs >= TELL_EVERY) tellEpochs();
        else late = setTimeout(tellEpochs, TELL_EVERY);
      }
    }
  };
}

type Count = (event: Extract<TrainingProgress, { readonly phase: 'features' }>) => void;

function countAsOne(data: Dataset<ImageInput>, onProgress: (progress: TrainingProgress) => void): Count {
  const total = splits.reduce((sum, split) => sum + data.size(split), 0);
  const done = new Map<string, number>();
  return ({ split, done: now }) => {
    done.set(split, Math.max(done.get(split) ?? 0, now));
    const through = [...done.values()].reduce((sum, count) => sum + count, 0);
    if (through === total) onProgress({ phase: 'testing' });
    else if (through === total - data.size('test')) onProgress({ phase: 'fitting' });
    else onProgress({ phase: 'features', done: through, total, split });
  };
}

function copyOf(stages: readonly StageEpochs[]): StageEpochs[] {
  return stages.map(({ name, history }) => ({ name, history: [...history] }));
}

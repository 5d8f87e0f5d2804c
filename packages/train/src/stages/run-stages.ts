import {
  canonicalJson,
  GraftError,
  type FreezeStrategy,
  type Network,
  type Skipped,
  type Stage,
  type StageResult,
} from '@graftjs/core';
import { checkStage } from '../recipe/check-stage.js';
import { measureStage } from './measure-stage.js';
import { isOutOfTime, outOfTime } from '../features/out-of-time.js';
import type { OnProgress } from '../progress.js';
import { runSolveStage } from './run-solve-stage.js';
import { freshRun, startOf, withWeights, type Candidate, type MovedWeights, type RunState } from './run-state.js';
import { runTrainStage, type TrainRunSubject } from './run-train-stage.js';
import type { StageCursor } from '../steps/stage-cursor.js';

export interface StagesSubject extends Omit<TrainRunSubject, 'index' | 'step' | 'optimizer'> {
  readonly strategy: FreezeStrategy;
  readonly headId: string;
  /** How the names of the head's layers and weights begin in the network. */
  readonly headPrefix: string;
  readonly hasValidation: boolean;
}

/** Where a run is: between two stages, or within one. */
export interface RunPoint {
  readonly run: RunState;
  readonly within?: { readonly stage: Stage; readonly cursor: StageCursor } | undefined;
}

export interface StagesControl {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Whether the run may take no step after this many. */
  readonly isSpent: (steps: number) => boolean;
  /** Whether the time is over; asked while features are made. Default: it never is. */
  readonly isTimeSpent?: (() => boolean) | undefined;
  /** Told after each step and each stage, and before an abort; `must`: not only when it is time. */
  readonly onPoint?: ((look: () => Promise<RunPoint>, must: boolean) => Promise<void>) | undefined;
}

export interface StagesOutcome {
  readonly network: Network;
  readonly beforeRefit?: Network;
  readonly stages: readonly StageResult[];
  /** In train and validation. */
  readonly skipped: readonly Skipped[];
  /** Steps after which the budget was spent; absent when every stage came to its end. */
  readonly stoppedAt?: number;
}

/** More stages than any strategy has a use for: one that has not ended by then never will. */
const MOST_STAGES = 1000;

/**
 * Runs what a strategy asks for, stage by stage, and keeps the weights that it chooses in the end. When the budget is
 * spent, it keeps the best.
 *
 * @param from where an earlier run was left
 * @throws GraftError 'endless-strategy', 'budget-spent' before anything was trained, 'resume-refused', and what `checkStage` and `runTrainStage` throw
 * @throws what `control.signal` was aborted with
 */
export async function runStages(
  subject: StagesSubject,
  control: StagesControl,
  from: RunPoint = { run: freshRun },
): Promise<StagesOutcome> {
  const { strategy, blocks, head, hasValidation } = subject;
  const asked = strategy.stages(blocks, { headSolves: head.solve !== undefined, hasValidation });
  let { run } = from;
  let { within } = from;
  let stoppedAt: number | undefined;
  let next = asked.next();
  for (const result of run.results) {
    expectSame(strategy.id, next.value, result.stage);
    next = asked.next(result);
  }
  if (within !== undefined) expectSame(strategy.id, next.value, within.stage);
  while (next.done !== true) {
    const stage = next.value;
    checkStage(stage, { ...subject, strategyId: strategy.id });
    if (run.results.length === MOST_STAGES) throw endless(strategy.id);
    control.signal?.throwIfAborted();
    // A stage that was left within has taken steps, which count whatever is left to spend.
    if (stage.kind === 'train' && within === undefined && control.isSpent(run.step)) {
      stoppedAt = run.step;
      break;
    }
    control.onProgress?.({ phase: 'stage', stage: stage.name });
    const outcome = await runStage(subject, stage, run, control, within?.cursor).catch((error: unknown) => {
      if (run.results.length > 0 && isOutOfTime(error)) return { run, stoppedAt: run.step };
      throw error;
    });
    within = undefined;
    run = outcome.stoppedAt === undefined ? await measured(subject, stage, outcome.run) : outcome.run;
    if (outcome.stoppedAt !== undefined) {
      stoppedAt = outcome.stoppedAt;
      break;
    }
    const ended = run;
    await control.onPoint?.(async () => ({ run: ended }), true);
    next = asked.next(run.results.at(-1) as StageResult);
  }
  if (stoppedAt !== undefined && run.results.length === 0 && control.isTimeSpent?.() === true) throw outOfTime();
  const choice = next.done === true ? next.value : 'best';
  const { weights, refit } = (choice === 'best' ? run.best : undefined) ?? run.current;
  const ended = withWeights(subject.network, weights);
  return {
    network: refit ? withWeights(ended, refit) : ended,
    ...(refit && { beforeRefit: ended }),
    stages: run.results,
    skipped: run.skipped,
    ...(stoppedAt !== undefined && { stoppedAt }),
  };
}

async function runStage(
  subject: StagesSubject,
  stage: Stage,
  run: RunState,
  control: StagesControl,
  cursor: StageCursor | undefined,
): Promise<{ readonly run: RunState; readonly stoppedAt?: number }> {
  const begin = startOf(run, stage);
  const network = withWeights(subject.network, begin);
  if (stage.kind === 'solve') {
    const { solve } = subject.head;
    if (solve === undefined)
      throw new GraftError('head-cannot-solve', `The head "${subject.headId}" cannot be solved.`);
    const { result, found, skipped } = await runSolveStage(
      stage,
      { ...subject, head: { ...subject.head, solve }, network },
      // There is nothing to keep before the first solution, and later ones have no step to stop at.
      { ...control, isTimeSpent: run.results.length === 0 ? control.isTimeSpent : undefined },
    );
    const current: Candidate = { ...found, weights: merge(begin, found.weights) };
    const loss = result.validationLoss ?? result.trainLoss;
    return {
      run: {
        ...run,
        results: [...run.results, result],
        current,
        best: better(run.best, { ...current, loss }),
        skipped,
      },
    };
  }
  const pointAt = (look: () => Promise<StageCursor>) => async () => ({ run, within: { stage, cursor: await look() } });
  const trained = await runTrainStage(
    stage,
    { ...subject, network, index: run.results.length, step: run.step, optimizer: run.optimizer },
    {
      ...control,
      onStep: (look) => control.onPoint?.(pointAt(look), false) ?? Promise.resolve(),
      onAbort: (look) => control.onPoint?.(pointAt(look), true) ?? Promise.resolve(),
    },
    cursor,
  );
  const { result, end, skipped } = trained;
  const stopped = result.stoppedBy === 'budget';
  // A stage that was stopped before its first step has not been.
  if (stopped && end.step === run.step) return { run: { ...run, skipped }, stoppedAt: end.step };
  const best = trained.best && { ...trained.best, weights: merge(begin, trained.best.weights) };
  return {
    run: {
      results: [...run.results, result],
      step: end.step,
      current: { weights: merge(begin, trained.weights) },
      best: better(run.best, best),
      optimizer: end.optimizer,
      skipped,
    },
    ...(stopped && { stoppedAt: end.step }),
  };
}

/** Adds to the last result what its stage asked to be measured. */
async function measured(subject: StagesSubject, { measure }: Stage, run: RunState): Promise<RunState> {
  const last = run.results.at(-1);
  if (measure === undefined || last === undefined) return run;
  const network = withWeights(subject.network, run.current.weights);
  const gradientNorms = await measureStage(subject, network, run.results.length - 1);
  return { ...run, results: [...run.results.slice(0, -1), { ...last, gradientNorms }] };
}

/** The first of equals. */
function better(best: RunState['best'], found: RunState['best']): RunState['best'] {
  if (best === undefined || found === undefined) return best ?? found;
  return found.loss < best.loss ? found : best;
}

function merge(weights: MovedWeights, moved: MovedWeights): MovedWeights {
  return new Map([...weights, ...moved]);
}

function endless(strategy: string): GraftError {
  return new GraftError(
    'endless-strategy',
    `The strategy "${strategy}" asks for more than ${MOST_STAGES} stages, so it would never end. It has to return 'best' or 'last' at some time.`,
  );
}

/** A strategy depends on its arguments alone; one that does not cannot be gone on with. */
function expectSame(strategy: string, asked: Stage | string, recorded: Stage): void {
  const [now, then] = [asked, recorded].map((stage) => canonicalJson(JSON.parse(JSON.stringify(stage)) as never));
  if (now === then) return;
  throw new GraftError(
    'resume-refused',
    `The strategy "${strategy}" asks for another stage than it did when the checkpoint was written: ${now} instead of ${then}. Start anew, or go back to the version that wrote it.`,
  );
}

import { GraftError, type Engine, type FeatureStore, type Note, type Run } from '@graftjs/core';
import type { Checkpoint } from './checkpoint/checkpoint.js';
import type { CheckpointStore } from './checkpoint/checkpoint-store.js';
import { openCheckpointer, type CheckpointEvery } from './checkpoint/checkpointer.js';
import { findCheckpoint } from './checkpoint/find-checkpoint.js';
import { recipeFacts } from './checkpoint/recipe-facts.js';
import type { Composition } from './compose.js';
import { openFitData } from './features/fit-data.js';
import type { OnProgress } from './progress.js';
import { preflight } from './stages/preflight.js';
import { runStages } from './stages/run-stages.js';
import { FEATURE_MEMORY } from './features/stage-data.js';
import { stagesSubject } from './stages/stages-subject.js';
import { openStop } from './stages/stop-rule.js';
import { withEngine } from './with-engine.js';

/** What `evaluate` and `fit` both take, and what decides no result. */
export interface RunOptions {
  /** Default: `tfjsEngine()`, on the current tfjs backend. */
  readonly engine?: Engine | undefined;
  /** Keeps features for the next run. Default: they are not kept. */
  readonly store?: FeatureStore | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Stops at the first input that cannot be used. Default false: stops when as many as 5 % of all examples cannot be. */
  readonly strict?: boolean | undefined;
}

/** What does not decide the result, but for where a run is stopped. */
export interface FitOptions extends RunOptions {
  /** Bytes of features that a stage may keep in memory; beyond, they come from the store or are made anew. Default 1 GiB. */
  readonly featureMemory?: number | undefined;
  /** Where to write checkpoints, and to resume from. Default: none are written. */
  readonly checkpoints?: CheckpointStore | undefined;
  readonly checkpointEvery?: CheckpointEvery | undefined;
  /** Goes on from the newest checkpoint, to the very weights that the run would have had; from the start where there is none. Default false. */
  readonly resume?: boolean | undefined;
  /** Resumes though another engine wrote the checkpoint, since its device was lost say: then to other last bits, which a note says. Default false. */
  readonly moved?: boolean | undefined;
  /** Begins anew though there are checkpoints, and writes over them. Default false: they may be all that is left of another run. */
  readonly overwrite?: boolean | undefined;
  /**
   * Time for the run, all its parts together. Once it is spent, no batch of a step or of features begins, and the best weights are
   * kept; what is finished all the same is the epoch whose last step was taken, a solution that does not come first, and the
   * features of a stage that was resumed. Default: no end.
   */
  readonly budgetSeconds?: number | undefined;
  /** Stops after so many steps, as a spent budget does: repeats a run that says `stoppedAt`. Default: does not stop. */
  readonly stopAt?: number | undefined;
  /**
   * Once it aborts, the run ends as with a spent budget: whoever watches has seen enough. `signal` ends it with nothing kept.
   * Default: does not stop.
   */
  readonly finish?: AbortSignal | undefined;
  /** Milliseconds of a clock that only goes forward. Default `performance.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * Trains: what the strategy asks for, stage by stage. What a stage freezes is not changed by a bit; leading frozen blocks
 * run once, and only what is behind them in each step.
 *
 * @throws GraftError 'no-backend', 'unsupported-layer', 'missing-gradient-kernels', 'label-without-examples', 'bad-target', 'bad-budget', 'budget-spent', 'resume-refused',
 * 'no-checkpoints', 'checkpoint-exists', 'checkpoint-damaged', and what extractFeatures and runStages throw
 * @throws what `options.signal` was aborted with, after a checkpoint has been written
 * @example
 * const run = await fit(compose(recipe), { onProgress: draw });
 */
export async function fit<Input>(composition: Composition<Input>, options: FitOptions = {}): Promise<Run<Input>> {
  return withEngine(options.engine, (engine) => fitOn(engine, composition, options));
}

async function fitOn<Input>(engine: Engine, composition: Composition<Input>, options: FitOptions): Promise<Run<Input>> {
  const { recipe, trunk, head } = composition;
  const { onProgress, signal, featureMemory = FEATURE_MEMORY, now = () => performance.now() } = options;
  const notes: Note[] = [];
  const onNote = (note: Note): void => {
    notes.push(note);
    onProgress?.({ phase: 'note', note });
  };
  const facts = recipeFacts(composition, engine.name);
  const from = await resumeFrom(options, facts, onNote);
  const data = openFitData(composition, { ...options, engine, featureMemory, onNote });
  const subject = stagesSubject(composition, engine, data);
  preflight(subject, composition.stages);
  if (from) expectAhead(options.stopAt, from.point);
  const stop = openStop(options, now, from?.elapsedSeconds ?? 0);
  const checkpointer =
    options.checkpoints && openCheckpointer(options.checkpoints, options.checkpointEvery ?? {}, now, onNote);
  const outcome = await runStages(
    subject,
    {
      signal,
      onProgress,
      isSpent: stop.isSpent,
      isTimeSpent: stop.isTimeSpent,
      async onPoint(look, must) {
        const lookAtAll = async (): Promise<Checkpoint> => ({
          facts,
          point: await look(),
          elapsedSeconds: stop.elapsedSeconds(),
        });
        await checkpointer?.point(lookAtAll, must);
      },
    },
    from?.point,
  );
  const { stoppedAt } = outcome;
  if (stoppedAt !== undefined) {
    onNote({
      code: 'stopped-early',
      message: `The run was stopped after step ${stoppedAt}, and the best weights until then were kept. stopAt: ${stoppedAt} repeats it exactly.`,
    });
  }
  return {
    recipe,
    cut: trunk.cut,
    network: outcome.network,
    ...(outcome.beforeRefit && { beforeRefit: outcome.beforeRefit }),
    activation: head.activation,
    stages: outcome.stages,
    skipped: outcome.skipped,
    notes,
    ...(stoppedAt !== undefined && { stoppedAt }),
  };
}

async function resumeFrom(
  { checkpoints, resume = false, moved = false, overwrite = false }: FitOptions,
  facts: Checkpoint['facts'],
  onNote: (note: Note) => void,
): Promise<Checkpoint | undefined> {
  if (!resume) {
    if (!overwrite) await expectNone(checkpoints);
    return undefined;
  }
  if (checkpoints === undefined) {
    throw new GraftError('no-checkpoints', 'Resuming needs to know where checkpoints are: give `checkpoints` too.');
  }
  const found = await findCheckpoint(checkpoints, facts, onNote, moved);
  if (found !== undefined) return found;
  onNote({ code: 'no-checkpoint', message: 'No checkpoint has been written yet, so the run begins at its start.' });
  return undefined;
}

function expectAhead(stopAt: number | undefined, { run, within }: Checkpoint['point']): void {
  const { step } = within?.cursor ?? run;
  if (stopAt === undefined || stopAt >= step) return;
  throw new GraftError(
    'bad-budget',
    `The checkpoint to go on from was written after step ${step}, so the run cannot be stopped after step ${stopAt} any more. ` +
      'Stop it later, or start anew, without resuming.',
  );
}

async function expectNone(checkpoints: CheckpointStore | undefined): Promise<void> {
  if ((await checkpoints?.read(0)) === undefined) return;
  throw new GraftError(
    'checkpoint-exists',
    'There are checkpoints already, and this run would write over them. Go on with the run that wrote them (resume: true), keep those of this one elsewhere, or start anew and lose them (overwrite: true).',
  );
}

import { proxy } from 'comlink';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Choices } from '../choices/choices.js';
import type { KeptProject } from '../keeping/use-kept-project.js';
import { messageOf } from '../message-of.js';
import { groupPattern } from '../project/group-pattern.js';
import { picturesByPath } from '../project/project.js';
import { workshop } from '../workshop/start-workshop.js';
import type { StageEpochs, TrainingOutcome, TrainingProgress } from '../workshop/workshop-api.js';
import { startEstimate } from './estimate-left.js';
import { joinEpochs } from './join-epochs.js';
import { hasPicturesOf, type Trained } from './trained.js';
import type { KeptRun } from './training-keeper.js';
import { useTrainingKeeper } from './use-training-keeper.js';

type Running = Exclude<TrainingProgress, { readonly phase: 'epochs' }>;

interface Failed {
  readonly kind: 'failed';
  readonly reason: string;
}

type TrainingState =
  | { readonly kind: 'idle' }
  | Exclude<TrainingOutcome, { readonly kind: 'done' }>
  | { readonly kind: 'running'; readonly progress: Running; readonly secondsLeft: number | undefined }
  | Failed
  /** `isSafe`: the model will be here again after a reload, if the project is. */
  | { readonly kind: 'done'; readonly seconds: number; readonly isSafe: boolean };

export interface Training {
  readonly state: TrainingState;
  /** Whether what an earlier visit left is still being looked for. */
  readonly isOpening: boolean;
  /** Of the training under way, or of the interrupted one, or of the last that came to its end. */
  readonly stages: readonly StageEpochs[];
  /** The last that came to its end; a model that was trained before stays while another is trained. */
  readonly trained: Trained | undefined;
  /** One that can be gone on with. */
  readonly interrupted: KeptRun | undefined;
  readonly start: (choices: Choices) => void;
  readonly stop: () => void;
  /** Ends it with the best so far; undefined before there is any. */
  readonly finish: (() => void) | undefined;
  readonly goOn: () => void;
  readonly discard: () => void;
}

interface Chosen {
  /** By the user, or what came with a project; undefined: nothing yet. */
  readonly chosen: Choices | undefined;
  /** What was chosen on an earlier visit. */
  readonly onChoices: (choices: Choices) => void;
}

/** Trains a project in the worker, and keeps what comes of it as long as the project. */
export function useTraining(
  { history: { project }, edit, keeping }: KeptProject,
  { chosen, onChoices }: Chosen,
): Training {
  const [state, setState] = useState<TrainingState>({ kind: 'idle' });
  const [stages, setStages] = useState<readonly StageEpochs[]>([]);
  const [trained, setTrained] = useState<Trained>();
  const [interrupted, setInterrupted] = useState<KeptRun>();
  const onModel = (model: Trained): void => {
    setTrained(model);
    setStages(model.result.stages);
  };
  const keep = useTrainingKeeper({ project, keeping, trained, chosen }, { onChoices, onRun: setInterrupted, onModel });
  useEffect(() => {
    if (interrupted !== undefined) setStages(interrupted.stages);
  }, [interrupted]);

  const run = useCallback(
    async (choices: Choices, before: KeptRun | undefined) => {
      setInterrupted(undefined);
      setState({ kind: 'running', progress: { phase: 'loading' }, secondsLeft: undefined });
      setStages(before?.stages ?? []);
      const pictures = picturesByPath(project);
      const files = [...pictures].map(([path, { file }]) => ({ path, blob: file }));
      const started = performance.now();
      const estimate = startEstimate();
      let kept: KeptRun = { choices, stages: before?.stages ?? [] };
      let ended = false;
      const onProgress = (progress: TrainingProgress): void => {
        if (ended) return;
        if (progress.phase === 'epochs') {
          // Where a graphics card was lost, the worker tells of what came since.
          kept = { choices, stages: joinEpochs(kept.stages, progress.stages) };
          setStages(kept.stages);
          void keep.saveRun(kept);
        } else {
          setState({ kind: 'running', progress, secondsLeft: estimate(progress, performance.now()) });
        }
      };
      // Without waiting for it: what the worker is asked from now on comes after the training.
      void keep.saveRun(kept);
      const { name } = project;
      const groupBy = groupPattern(project);
      const order = { name, files, groupBy, choices, resume: before !== undefined, keeps: keep.isKept };
      const outcome: TrainingOutcome | Failed = await workshop()
        .train(order, proxy(onProgress))
        .catch((error: unknown) => ({ kind: 'failed', reason: messageOf(error) }) as const)
        .finally(() => (ended = true));
      if (outcome.kind === 'done') {
        const { result } = outcome;
        const problems = new Map(result.skipped.map(({ id, reason }) => [pictures.get(id)?.id ?? -1, reason]));
        edit({ kind: 'blame', problems });
        const used = [...pictures].filter(([, { id }]) => !problems.has(id));
        const trainedOn = new Map(used.map(([path, { id, file }]) => [path, { id, size: file.size, file }]));
        const model = { at: Date.now(), result, choices, name, pictures: trainedOn };
        // A model is not undone, so neither is what it was trained on.
        edit({ kind: 'settle' });
        setTrained(model);
        setStages(result.stages);
        // A tab that is killed before the model is safe goes on to it.
        const isSafe = await keep.saveModel(model);
        if (isSafe) await keep.discardRun();
        setState({ kind: 'done', seconds: (performance.now() - started) / 1000, isSafe });
      } else {
        setState(outcome);
        if (await keep.hasCheckpoint()) setInterrupted(kept);
        else await keep.discardRun();
      }
    },
    [project, edit, keep],
  );

  // Its pictures may have been removed; undone, they are here again.
  const shown = useMemo(() => (trained && hasPicturesOf(trained, project) ? trained : undefined), [trained, project]);
  const isEnough = state.kind === 'running' && state.progress.phase === 'steps' && stages.length > 0;
  return {
    state: state.kind === 'done' && shown === undefined ? { kind: 'idle' } : state,
    isOpening: keep.isOpening,
    stages: state.kind === 'done' && shown === undefined ? [] : stages,
    trained: shown,
    interrupted,
    start: (choices) => void run(choices, undefined),
    stop: () => void workshop().stop(),
    finish: isEnough ? () => void workshop().finish() : undefined,
    goOn() {
      if (interrupted) void run(interrupted.choices, interrupted);
    },
    discard() {
      setInterrupted(undefined);
      setStages(trained?.result.stages ?? []);
      setState({ kind: 'idle' });
      void keep.discardRun();
    },
  };
}

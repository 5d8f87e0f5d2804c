import { proxy } from 'comlink';
import { useCallback, useRef, useState } from 'react';
import { messageOf } from '../message-of.js';
import { groupPattern } from '../project/group-pattern.js';
import { picturesByPath, type Picture, type Project } from '../project/project.js';
import { workshop } from '../workshop/start-workshop.js';
import type { TrainingProgress, TrainingResult } from '../workshop/workshop-api.js';
import { startEstimate } from './estimate-left.js';

type TrainingState =
  | { readonly kind: 'idle' | 'stopped' }
  | { readonly kind: 'running'; readonly progress: TrainingProgress; readonly secondsLeft: number | undefined }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'done'; readonly seconds: number };

/** A result, with what it was trained on. */
export interface Trained {
  readonly result: TrainingResult;
  readonly project: Project;
  readonly pictures: ReadonlyMap<string, Picture>;
}

export interface Training {
  readonly state: TrainingState;
  /** The last that came to its end; a model that was trained before stays while another is trained. */
  readonly trained: Trained | undefined;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Trains a project in the worker. */
export function useTraining(project: Project): Training {
  const [state, setState] = useState<TrainingState>({ kind: 'idle' });
  const [trained, setTrained] = useState<Trained>();
  const stopped = useRef(false);

  const run = useCallback(async () => {
    stopped.current = false;
    setState({ kind: 'running', progress: { phase: 'loading' }, secondsLeft: undefined });
    const pictures = picturesByPath(project);
    const files = [...pictures].map(([path, { file }]) => ({ path, blob: file }));
    const estimate = startEstimate();
    let ended = false;
    const onProgress = (progress: TrainingProgress): void => {
      if (!ended) setState({ kind: 'running', progress, secondsLeft: estimate(progress, performance.now()) });
    };
    try {
      const { name } = project;
      const result = await workshop()
        .train({ name, files, groupBy: groupPattern(project) }, proxy(onProgress))
        .finally(() => (ended = true));
      setTrained({ result, project, pictures });
      setState({ kind: 'done', seconds: result.seconds });
    } catch (error) {
      setState(stopped.current ? { kind: 'stopped' } : { kind: 'failed', reason: messageOf(error) });
    }
  }, [project]);

  return {
    state,
    trained,
    start: () => void run(),
    stop: () => {
      stopped.current = true;
      void workshop().stop();
    },
  };
}

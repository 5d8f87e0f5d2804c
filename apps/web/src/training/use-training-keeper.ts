import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Choices } from '../choices/choices.js';
import type { KeptProject } from '../keeping/use-kept-project.js';
import type { Project } from '../project/project.js';
import { workshop } from '../workshop/start-workshop.js';
import { hasPicturesOf, type Trained } from './trained.js';
import { openTrainingKeeper, type KeptRun, type TrainingKeeper } from './training-keeper.js';

interface Kept extends Pick<KeptProject, 'keeping'> {
  readonly project: Project;
  readonly trained: Trained | undefined;
  /** Undefined: nothing was chosen yet. */
  readonly chosen: Choices | undefined;
}

interface Found {
  readonly onChoices: (choices: Choices) => void;
  readonly onRun: (run: KeptRun | undefined) => void;
  readonly onModel: (model: Trained) => void;
}

/** Where a training is kept while it goes on; a browser that keeps nothing stops nothing. */
export interface KeptTraining {
  readonly isKept: boolean;
  /** Whether it is not known yet what was kept: a training that began now would not know of it. */
  readonly isOpening: boolean;
  readonly saveRun: (run: KeptRun) => Promise<void>;
  /** With its checkpoints. */
  readonly discardRun: () => Promise<void>;
  /** Whether there is something to go on from. */
  readonly hasCheckpoint: () => Promise<boolean>;
  /** @returns false where it should be kept and cannot be: the disk is full, say */
  readonly saveModel: (model: Trained) => Promise<boolean>;
}

/**
 * Keeps trainings for the page that has the project, finds those of an earlier visit, and forgets what it keeps of them when
 * everything is removed.
 */
export function useTrainingKeeper(
  { project, keeping, trained, chosen }: Kept,
  { onChoices, onRun, onModel }: Found,
): KeptTraining {
  const keeper = useRef<Promise<TrainingKeeper | undefined>>(undefined);
  const tellChoices = useEffectEvent(onChoices);
  const tellRun = useEffectEvent(onRun);
  const tellModel = useEffectEvent(onModel);
  const [isFound, setFound] = useState(false);
  const isKept = keeping.kind === 'kept' || keeping.kind === 'saving';
  const isEmpty = project.classes.length === 0;

  useEffect(() => {
    if (!isKept || keeper.current !== undefined) return;
    keeper.current = openTrainingKeeper().catch(() => undefined);
    void quietly(async () => {
      const opened = await keeper.current;
      const choices = await opened?.loadChoices();
      if (choices !== undefined) tellChoices(choices);
      const [run, model] = [await opened?.loadRun(), await opened?.loadModel(project)];
      await quietly(async () => {
        if (model === undefined) return;
        await workshop().openTrained(model.result.bundle);
        tellModel(model);
      });
      if (run !== undefined) tellRun(run);
    }).then(() => setFound(true));
    // Of the project as it was kept, which is there when the keeping begins.
  }, [isKept, project]);

  useEffect(() => {
    if (isFound && chosen !== undefined) void quietly(async () => (await keeper.current)?.saveChoices(chosen));
  }, [isFound, chosen]);

  const onEmptied = useEffectEvent(() => {
    onRun(undefined);
    // What another page keeps is not this one's to forget.
    if (keeper.current === undefined) return;
    void quietly(() => workshop().forget());
    void quietly(async () => {
      const opened = await keeper.current;
      await Promise.all([opened?.saveModel(undefined), opened?.saveRun(undefined)]);
    });
  });
  const onFilled = useEffectEvent(() => {
    if (trained === undefined || !hasPicturesOf(trained, project)) return;
    void quietly(async () => (await keeper.current)?.saveModel(trained));
  });
  const wasEmpty = useRef(isEmpty);
  useEffect(() => {
    if (isEmpty === wasEmpty.current) return;
    wasEmpty.current = isEmpty;
    if (isEmpty) onEmptied();
    else onFilled();
  }, [isEmpty]);

  const isOpening = keeping.kind === 'opening' || (isKept && !isFound);
  return useMemo(
    () => ({
      isKept,
      isOpening,
      saveRun: async (run) => quietly(async () => (await keeper.current)?.saveRun(run)),
      async discardRun() {
        if (!isKept) return;
        await quietly(() => workshop().discard());
        await quietly(async () => (await keeper.current)?.saveRun(undefined));
      },
      hasCheckpoint: async () =>
        isKept &&
        workshop()
          .hasCheckpoint()
          .catch(() => false),
      async saveModel(model) {
        const opened = await keeper.current;
        if (opened === undefined) return !isKept;
        return opened.saveModel(model).then(
          () => true,
          () => false,
        );
      },
    }),
    [isKept, isOpening],
  );
}

/** What cannot be kept, or is damaged where it was, keeps nobody from training. */
async function quietly(work: () => Promise<void>): Promise<void> {
  await work().catch(() => undefined);
}

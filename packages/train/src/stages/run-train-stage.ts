import { GraftError, taskColumns } from '@graftjs/core';
import type { BoundHead, HostTensor, Network, Skipped, StageResult, Task, TrainStage } from '@graftjs/core';
import { checkBatch } from '../recipe/check-batch.js';
import type { FitData } from '../features/fit-data.js';
import type { OptimizerState } from '../steps/optimizer.js';
import { planStage, type PlannedNetwork } from '../steps/plan-stage.js';
import type { ResolvedOptimizer } from '../steps/resolve-optimizer.js';
import { judgedLoss, type StageCursor } from '../steps/stage-cursor.js';
import { trainStage, type TrainStageControl } from '../steps/train-stage.js';
import { priceTraining } from './training-price.js';

export interface TrainRunSubject extends PlannedNetwork {
  readonly head: BoundHead;
  /** Backbone, pooling and head, with the weights at hand. */
  readonly network: Network;
  readonly data: FitData;
  readonly task: Task;
  readonly options: ResolvedOptimizer;
  readonly batchSize: number;
  readonly views: number;
  readonly seed: number;
  readonly pretrained: ReadonlyMap<string, HostTensor>;
  /** Of stages and steps before this one. */
  readonly index: number;
  readonly step: number;
  readonly optimizer: OptimizerState;
}

export interface TrainRunOutcome {
  readonly result: StageResult;
  /** What the stage leaves; with patience, or when something stopped it within an epoch, see `runTrainStage`. */
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly best: { readonly loss: number; readonly weights: ReadonlyMap<string, HostTensor> } | undefined;
  readonly end: StageCursor;
  /** In train and validation. */
  readonly skipped: readonly Skipped[];
}

/**
 * Trains one stage: the weights that it leaves are those after its last step, averaged where the recipe says so; with
 * patience, those of its best epoch.
 *
 * @throws GraftError 'nothing-to-train', 'batch-too-large', 'no-validation', 'validation-lacks-label', 'loss-not-finite'
 */
export async function runTrainStage(
  stage: TrainStage,
  subject: TrainRunSubject,
  control: TrainStageControl,
  from?: StageCursor,
): Promise<TrainRunOutcome> {
  const { network, blocks, head, task, options, batchSize } = subject;
  const plan = planStage(subject, stage);
  // What a stage had come to is not lost for want of time to make its features again.
  const data = await subject.data.train(
    network,
    stage,
    plan.boundary,
    from === undefined ? control.isTimeSpent : undefined,
  );
  try {
    checkBatch(data.train.rows.ids.length, batchSize, options.accumulate);
    if (control.onProgress) {
      const price = await priceTraining(data.network, blocks, stage, plan, {
        batchSize,
        examples: data.train.rows.ids.length,
      });
      control.onProgress({ phase: 'training-price', ...price });
    }
    const labels = taskColumns(task).length;
    const { end, stoppedBy } = await trainStage(
      {
        ...subject,
        stage,
        plan,
        network: data.network,
        train: data.train,
        validation: data.validation,
        exampleLoss: head.exampleLoss,
        oneOfSeveral: task.kind === 'classification',
        evenTarget: task.kind === 'multilabel' ? 0.5 : 1 / labels,
      },
      control,
      from,
    );
    const restored = stage.patience !== undefined && stoppedBy !== 'budget' ? end.best : undefined;
    const weights = restored?.weights ?? end.average ?? end.weights;
    checkFinite(stage, weights, end.step);
    const judged = restored?.result ?? end.history.at(-1);
    return {
      result: {
        stage,
        epochs: end.epoch,
        trainLoss: judged?.trainLoss ?? end.lossSum / end.weightSum,
        validationLoss: judged?.validationLoss ?? null,
        stoppedBy,
        history: end.history,
      },
      weights,
      best: end.best && { loss: judgedLoss(end.best.result), weights: end.best.weights },
      end,
      skipped: data.skipped,
    };
  } finally {
    await data.dispose();
  }
}

/** Where no validation judges the last step, nothing else would see what it did. */
function checkFinite({ name, learningRate }: TrainStage, weights: TrainRunOutcome['weights'], step: number): void {
  const broken = [...weights].find(([, { data }]) => !data.every(Number.isFinite))?.[0];
  if (broken === undefined) return;
  throw new GraftError(
    'loss-not-finite',
    `The weight "${broken}" is not finite any more after step ${step}, the last of the stage "${name}", with a learning rate of ${learningRate}. ` +
      `Try a learning rate of ${learningRate / 10}, a warm-up, or an optimizer with clipNorm: 1.`,
  );
}

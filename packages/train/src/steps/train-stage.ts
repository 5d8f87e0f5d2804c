import { GraftError, type EpochResult, type TrainStage } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isOutOfTime } from '../features/out-of-time.js';
import type { OnProgress } from '../progress.js';
import { openAveraging } from './averaging.js';
import { orderBatches, stepsPerEpoch, type BatchOrder } from './batch-order.js';
import { onlyOf, openStepper, type StepperSubject } from './open-stepper.js';
import type { OptimizerState } from './optimizer.js';
import { rateAt } from './schedule.js';
import { judgedLoss, type BestEpoch, type StageCursor } from './stage-cursor.js';
import { validate, type LabelledRows } from './validate.js';

export interface TrainStageSubject extends StepperSubject {
  readonly stage: TrainStage;
  readonly validation: LabelledRows | undefined;
  readonly oneOfSeveral: boolean;
  readonly batchSize: number;
  /** Steps of the run before this stage, and what they left for the weights that train now. */
  readonly step: number;
  readonly optimizer: OptimizerState;
}

export interface TrainStageControl {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Whether no step may follow this many; asked before every batch. */
  readonly isSpent: (steps: number) => boolean;
  /** Asked before each batch of features. Default: there is always time. */
  readonly isTimeSpent?: (() => boolean) | undefined;
  /** Told after each step, with a way to see everything; awaited. */
  readonly onStep?: ((look: () => Promise<StageCursor>) => Promise<void>) | undefined;
  /** Told before the stage ends for an abort. */
  readonly onAbort?: ((look: () => Promise<StageCursor>) => Promise<void>) | undefined;
}

export interface TrainedStage {
  readonly end: StageCursor;
  readonly stoppedBy: 'epochs' | 'patience' | 'budget';
}

/**
 * Trains one stage, from its beginning or from where it was left.
 *
 * @param from how far the stage had come when it was left
 * @throws GraftError 'loss-not-finite'
 * @throws what `control.signal` was aborted with
 */
export async function trainStage(
  subject: TrainStageSubject,
  control: TrainStageControl,
  from?: StageCursor,
): Promise<TrainedStage> {
  const { stage, index, plan, network, train, validation, options, seed, batchSize, oneOfSeveral } = subject;
  const order: BatchOrder = { count: train.rows.ids.length, batchSize, accumulate: options.accumulate, seed };
  const perEpoch = stepsPerEpoch(order);
  const total = perEpoch * stage.epochs;
  const moving = [...plan.trained.keys(), ...plan.statistics];
  let { epoch, stepInEpoch, step, weightSum, lossSum, exampleCount, hitCount } = from ?? {
    ...beginning,
    step: subject.step,
  };
  let history: readonly EpochResult[] = from?.history ?? [];
  let best: BestEpoch | undefined = from?.best;
  let stoppedBy: TrainedStage['stoppedBy'] = 'epochs';

  const stepper = openStepper(subject, from?.optimizer ?? subject.optimizer);
  const { weights, optimizer } = stepper;
  weights.put(from?.weights ?? new Map());
  const startOfAverage = from?.average ?? onlyOf(network.weights, new Set(moving));
  const average = options.averaging === undefined ? undefined : openAveraging(options.averaging, startOfAverage);

  const look = async (): Promise<StageCursor> => ({
    ...{ epoch, stepInEpoch, step, weightSum, lossSum, exampleCount, hitCount, history, best },
    weights: await weights.read(moving),
    average: await average?.save(),
    optimizer: await optimizer.save(),
  });
  const learningRateOf = (done: number): number => rateAt(stage, done, total);

  /** @returns whether the epoch came to its end */
  async function runEpoch(): Promise<boolean> {
    for (const positions of orderBatches(order, index, epoch).slice(stepInEpoch)) {
      const done = epoch * perEpoch + stepInEpoch;
      const place = { epoch, stepInEpoch, step: step + 1, rate: learningRateOf(done), mustStop };
      const result = mustStop() ? undefined : await stepper.take(positions, place).catch(nothingIfLate);
      if (result === undefined) return false;
      const { loss, weight, hits, gradientNorm } = result;
      average?.add(weights, done + 1);
      stepInEpoch++;
      step++;
      weightSum += weight;
      lossSum += loss * weight;
      exampleCount += positions.reduce((sum, batch) => sum + batch.length, 0);
      hitCount += hits;
      const told = { stage: stage.name, step, done: done + 1, total, learningRate: learningRateOf(done) };
      control.onProgress?.({ phase: 'step', ...told, loss, gradientNorm });
      await control.onStep?.(look);
    }
    return true;
  }

  async function closeEpoch(): Promise<void> {
    const judged = new Map<string, Tensor>([...weights.tensors, ...(average?.tensors ?? [])]);
    const { signal } = control;
    const figures = validation && (await validate(subject, judged, validation, { batchSize, signal }));
    const result: EpochResult = {
      epoch: epoch + 1,
      step,
      learningRate: learningRateOf(epoch * perEpoch + stepInEpoch - 1),
      trainLoss: lossSum / weightSum,
      trainAccuracy: oneOfSeveral ? hitCount / exampleCount : null,
      validationLoss: figures?.loss ?? null,
      validationAccuracy: figures?.accuracy ?? null,
    };
    if (!Number.isFinite(judgedLoss(result))) throw validationNotFinite(stage, result);
    if (best === undefined || judgedLoss(result) < judgedLoss(best.result)) {
      best = { result, weights: await (average?.save() ?? weights.read(moving)) };
    }
    history = [...history, result];
    ({ epoch, stepInEpoch, weightSum, lossSum, exampleCount, hitCount } = { ...beginning, epoch: epoch + 1 });
    control.onProgress?.({ phase: 'epoch', stage: stage.name, ...result });
  }

  const mustStop = (): boolean => control.signal?.aborted === true || control.isSpent(step);
  const outOfPatience = (): boolean =>
    stage.patience !== undefined && history.length - (best?.result.epoch ?? 0) >= stage.patience;

  try {
    while (epoch < stage.epochs && !outOfPatience()) {
      if (await runEpoch()) {
        await closeEpoch();
        continue;
      }
      control.signal?.throwIfAborted();
      stoppedBy = 'budget';
      break;
    }
    if (stoppedBy !== 'budget' && epoch < stage.epochs) stoppedBy = 'patience';
    return { end: await look(), stoppedBy };
  } catch (error) {
    if (control.signal?.aborted === true) await control.onAbort?.(look);
    throw error;
  } finally {
    average?.dispose();
    stepper.dispose();
  }
}

/** The features of a view may take longer than there is time. */
function nothingIfLate(error: unknown): undefined {
  if (!isOutOfTime(error)) throw error;
}

const beginning = { epoch: 0, stepInEpoch: 0, weightSum: 0, lossSum: 0, exampleCount: 0, hitCount: 0 };

function validationNotFinite(stage: TrainStage, { step, learningRate }: EpochResult): GraftError {
  return new GraftError(
    'loss-not-finite',
    `The validation loss is not finite any more after step ${step} in the stage "${stage.name}", with a learning rate of ${learningRate}. ` +
      `Try a learning rate of ${stage.learningRate / 10}, a warm-up, or an optimizer with clipNorm: 1.`,
  );
}

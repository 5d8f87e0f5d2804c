import { GraftError } from '@graftjs/core';
import type { OnProgress } from '../progress.js';
import { orderBatches, stepsPerEpoch, type BatchOrder } from '../steps/batch-order.js';
import { openStepper, type StepperSubject } from '../steps/open-stepper.js';
import { smoothLosses } from './smooth-losses.js';

/** A loss so many times the lowest one, both smoothed, ends the test. */
export const DIVERGED = 4;
/** In so large a share of the steps, the first ones, nothing is judged: too few losses have been seen. */
export const SETTLING = 0.1;

export interface RateTestSubject extends StepperSubject {
  /** For progress. */
  readonly stageName: string;
  readonly batchSize: number;
  /** Losses below it are as good as none: that one is many times another says nothing. */
  readonly fitted: number;
}

/** What each rate did: one entry a step, in the order in which they were tried. */
export interface RateCurve {
  /** Before a block's scale. */
  readonly rates: readonly number[];
  /** Weighted mean of the example losses of the step's batches, before the step that its rate decides. */
  readonly losses: readonly number[];
  /** See `smoothLosses`. */
  readonly smoothedLosses: readonly number[];
  /** 'divergence': the smoothed loss rose to more than four times its lowest. 'not-finite': the loss or its gradient did not stay finite. */
  readonly stoppedBy: 'steps' | 'divergence' | 'not-finite';
}

export interface RateTestControl {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Takes the steps that a stage would take, batch by batch, each with a rate of its own, on a copy of the weights.
 *
 * @param rates one for each step, rising
 * @throws GraftError as `openStepper` and `takeStep`; 'loss-not-finite' where that is so before any step has moved a weight
 * @throws what `signal` was aborted with
 * @see fastai, `fastai/callback/schedule.py`, `LRFinder`
 */
export async function tryRates(
  subject: RateTestSubject,
  rates: readonly number[],
  { signal, onProgress }: RateTestControl,
): Promise<RateCurve> {
  const { index, train, options, seed, batchSize, stageName, fitted } = subject;
  const order: BatchOrder = { count: train.rows.ids.length, batchSize, accumulate: options.accumulate, seed };
  const perEpoch = stepsPerEpoch(order);
  const settled = Math.floor(SETTLING * rates.length);
  const losses: number[] = [];
  let smoothed: number[] = [];
  let stoppedBy: RateCurve['stoppedBy'] = 'steps';
  let batches = orderBatches(order, index, 0);
  const stepper = openStepper(subject, new Map());
  try {
    for (const [at, rate] of rates.entries()) {
      const [epoch, stepInEpoch] = [Math.floor(at / perEpoch), at % perEpoch];
      if (stepInEpoch === 0) batches = orderBatches(order, index, epoch);
      const place = { epoch, stepInEpoch, step: at + 1, rate, mustStop: () => signal?.aborted === true };
      const result = await stepper.take(batches[stepInEpoch] ?? [], place).catch((error: unknown) => {
        if (at === 0 || !(error instanceof GraftError) || error.code !== 'loss-not-finite') throw error;
        stoppedBy = 'not-finite';
        return undefined;
      });
      signal?.throwIfAborted();
      if (result === undefined) break;
      const { loss, gradientNorm } = result;
      losses.push(loss);
      smoothed = smoothLosses(losses, rates.length);
      const told = { stage: stageName, step: at + 1, done: at + 1, total: rates.length, learningRate: rate };
      onProgress?.({ phase: 'step', ...told, loss, gradientNorm });
      const lowest = Math.max(Math.min(...smoothed.slice(settled)), fitted);
      if ((smoothed.at(-1) ?? 0) <= DIVERGED * lowest) continue;
      stoppedBy = 'divergence';
      break;
    }
    return { rates: rates.slice(0, losses.length), losses, smoothedLosses: smoothed, stoppedBy };
  } finally {
    stepper.dispose();
  }
}

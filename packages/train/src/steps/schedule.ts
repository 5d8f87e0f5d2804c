import type { TrainStage } from '@graftjs/core';

/** Share of the steps in which 'one-cycle' rises, where the stage names none. */
const ONE_CYCLE_RISE = 0.3;
/** 'one-cycle' starts at `learningRate / 25` and ends at a ten thousandth of that. */
const ONE_CYCLE_START = 1 / 25;
const ONE_CYCLE_END = ONE_CYCLE_START / 10_000;

/**
 * The learning rate of a step, before a block's scale.
 *
 * 'constant' and 'cosine' (half a cosine down to zero, Loshchilov & Hutter 2017) begin once the warm-up is over, which rises in equal steps
 * from zero. 'one-cycle' (Smith 2018, with PyTorch's numbers) rises by half a cosine over the share `warmup`, 0.3 where
 * there is none, and falls by another.
 *
 * @param step counts from 0 within the stage
 * @param steps that the stage has if it runs to its last epoch
 */
export function rateAt(stage: TrainStage, step: number, steps: number): number {
  const { learningRate, schedule, warmup = 0 } = stage;
  if (schedule === 'one-cycle') return learningRate * oneCycle(step, steps, warmup || ONE_CYCLE_RISE);
  const rise = Math.round(warmup * steps);
  if (step < rise) return (learningRate * (step + 1)) / (rise + 1);
  if (schedule === 'constant') return learningRate;
  return learningRate * halfCosine(1, 0, (step - rise) / (steps - rise));
}

function oneCycle(step: number, steps: number, share: number): number {
  const peak = Math.max(1, Math.round(share * steps) - 1);
  if (step <= peak) return halfCosine(ONE_CYCLE_START, 1, step / peak);
  return halfCosine(1, ONE_CYCLE_END, (step - peak) / (steps - 1 - peak));
}

/** From one value to another as `share` goes from 0 to 1. */
function halfCosine(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}

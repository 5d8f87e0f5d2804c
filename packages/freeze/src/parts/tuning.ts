import { GraftError, type BatchNormMode, type Block, type BlockMode, type TrainStage } from '@graftjs/core';
import { defaultTo, oneOf } from '@graftjs/network/options';
import { completeSchedule, scheduleOptions, type ScheduleOptions } from './schedule.js';

/**
 * How blocks are tuned. Defaults: learning rate 0.0001 (a tenth of what fits a fresh head; Keras's guide has 0.00001 and fastai
 * 0.001 at the top), cosine after a warm-up of a tenth of the steps, up to 20 epochs (Kumar et al. 2022), ended by patience 5.
 */
export type TuneOptions = ScheduleOptions & {
  /**
   * Of the blocks that train. 'frozen' keeps statistics, scale and offset; 'affine' trains scale and offset; 'train' takes the
   * statistics from the batches too, which wants batches of 32 and more. Default 'frozen'.
   */
  readonly batchNorm?: BatchNormMode;
};

export const batchNormModes = ['frozen', 'affine', 'train'] as const satisfies readonly BatchNormMode[];

/** What each of `TuneOptions` may be. */
export const tuneOptions = { ...scheduleOptions, batchNorm: defaultTo(oneOf(batchNormModes), 'frozen') };

type Settings = Parameters<typeof completeSchedule>[0];

/** A stage in which the head and some blocks train. */
export function tuneStage(
  settings: Settings,
  stage: { readonly name: string; readonly start: 'current' | 'best'; readonly blocks: readonly BlockMode[] },
  defaults: Partial<Required<ScheduleOptions>> = {},
): TrainStage {
  return { kind: 'train', ...stage, head: 'train', ...completeSchedule(settings, { ...tuneDefaults, ...defaults }) };
}

/** The last `count` blocks train, each with the mode that `modeOf` gives it by its depth (0: the last); the others are frozen. */
export function lastModes(blocks: readonly Block[], count: number, modeOf: (depth: number) => BlockMode): BlockMode[] {
  return blocks.map((_, index) => {
    const depth = blocks.length - 1 - index;
    return depth < count ? modeOf(depth) : 'frozen';
  });
}

/** A whole block trains. */
export function trainAll(batchNorm: BatchNormMode, learningRateScale = 1): BlockMode {
  return { train: 'all', learningRateScale, batchNorm };
}

/**
 * Fails unless there are blocks enough.
 *
 * @throws GraftError 'too-many-blocks'
 */
export function expectBlocks(strategy: string, blocks: readonly Block[], wanted = 1): void {
  if (wanted <= blocks.length) return;
  const there = blocks.length === 0 ? 'none' : `${blocks.length}: ${blocks.map(({ name }) => name).join(', ')}`;
  const remedy = blocks.length === 0 ? 'Choose a later cut, or featureExtraction().' : 'Ask for fewer.';
  throw new GraftError(
    'too-many-blocks',
    `${strategy} asks for ${wanted} block(s), and up to its cut the backbone has ${there}. ${remedy}`,
  );
}

const tuneDefaults = { learningRate: 1e-4, epochs: 20, schedule: 'cosine', warmup: 0.1, patience: 5 } as const;

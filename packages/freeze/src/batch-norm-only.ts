import { GraftError, specOf, type BatchNormMode, type Block, type BlockMode, type FreezeStrategy } from '@graftjs/core';
import { defaultTo, defineOptions, oneOf } from '@graftjs/network/options';
import { type ScheduleOptions, scheduleOptions } from './parts/schedule.js';
import { tuneStage } from './parts/tuning.js';

export type BatchNormOnlyOptions = ScheduleOptions & {
  /** 'affine' trains scale and offset; 'train' takes the statistics from the batches too. Default 'affine'. */
  readonly batchNorm?: Exclude<BatchNormMode, 'frozen'>;
};

/**
 * Of the backbone only BatchNorm learns, with the head: about one weight in a hundred, enough to follow pictures that look
 * unlike those it knows (another camera, another contrast), and hardly able to overfit.
 *
 * @param options learningRate (default 0.001: few weights, far to go), epochs, schedule, warmup, patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'no-batch-norm'
 * @see Mudrakarta et al., "K For The Price Of 1", ICLR 2019; Frankle et al., "Training BatchNorm and Only BatchNorm", ICLR 2021
 * @example
 * batchNormOnly({ batchNorm: 'train' });
 */
export function batchNormOnly(options: BatchNormOnlyOptions = {}): FreezeStrategy {
  const settings = parse(options);
  const mode = { train: 'batch-norm', learningRateScale: 1, batchNorm: settings.batchNorm } as const;
  return {
    id: 'batch-norm-only',
    spec: specOf(options),
    *stages(blocks) {
      expectBatchNorm(blocks);
      const modes = blocks.map(({ hasBatchNorm }): BlockMode => (hasBatchNorm ? mode : 'frozen'));
      yield tuneStage(settings, { name: 'tune BatchNorm', start: 'current', blocks: modes }, { learningRate: 1e-3 });
      return 'best';
    },
  };
}

const parse = defineOptions('batch-norm-only', {
  ...scheduleOptions,
  batchNorm: defaultTo(oneOf(['affine', 'train']), 'affine'),
});

function expectBatchNorm(blocks: readonly Block[]): void {
  if (blocks.some(({ hasBatchNorm }) => hasBatchNorm)) return;
  const names = blocks.length === 0 ? 'it has no blocks' : `blocks ${blocks.map(({ name }) => name).join(', ')}`;
  throw new GraftError(
    'no-batch-norm',
    `batch-norm-only trains BatchNorm, and up to its cut the backbone has none (${names}). Use linearProbeThenFineTune().`,
  );
}

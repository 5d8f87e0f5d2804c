import { GraftError, type Block, type BlockMode, type BoundHead, type Stage, type TrainStage } from '@graftjs/core';

/** What a stage has to fit to. */
export interface StageSubject {
  readonly headId: string;
  readonly head: BoundHead;
  readonly strategyId: string;
  readonly blocks: readonly Block[];
}

/**
 * Refuses a stage that cannot run, before anything is computed for it.
 *
 * @throws GraftError 'unsupported-stage', 'head-cannot-solve', 'bad-stage', 'bad-learning-rate'
 */
export function checkStage(stage: Stage, subject: StageSubject): void {
  const { headId, head, strategyId } = subject;
  const { kind, name } = stage;
  if (kind === 'train') return checkTrainStage(stage, subject);
  if (kind !== 'solve') {
    throw new GraftError(
      'unsupported-stage',
      `The strategy "${strategyId}" asks for the stage "${name as string}" of kind "${String(kind)}"; there are solve and train.`,
    );
  }
  if (head.solve !== undefined) return;
  throw new GraftError(
    'head-cannot-solve',
    `The strategy "${strategyId}" solves the head directly, and the head "${headId}" has no direct solution. Use one that has, such as linear().`,
  );
}

function checkTrainStage(stage: TrainStage, { strategyId, blocks }: StageSubject): void {
  const { name, learningRate, epochs, schedule, warmup = 0, patience, start, head } = stage;
  const where = `The stage "${name}" of the strategy "${strategyId}"`;
  if (!(Number.isFinite(learningRate) && learningRate > 0)) {
    throw new GraftError(
      'bad-learning-rate',
      `${where} has the learning rate ${String(learningRate)}; it is a number over 0, such as 0.001.`,
    );
  }
  const expect = (holds: boolean, what: string, allowed: string): void => {
    if (!holds) throw new GraftError('bad-stage', `${where} has ${what}; allowed: ${allowed}.`);
  };
  const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
  expect(isWhole(epochs), `${String(epochs)} epochs`, 'a whole number from 1 on');
  expect(warmup >= 0 && warmup <= 1, `the warm-up ${String(warmup)}`, 'a share from 0 to 1');
  expect(patience === undefined || isWhole(patience), `the patience ${String(patience)}`, 'a whole number from 1 on');
  const schedules = ['constant', 'cosine', 'one-cycle'];
  expect(schedules.includes(schedule), `the schedule "${String(schedule)}"`, schedules.join(', '));
  expect(['current', 'best'].includes(start), `the start "${String(start)}"`, 'current, best');
  expect(['frozen', 'train'].includes(head), `the head "${String(head)}"`, 'frozen, train');
  expect(
    stage.blocks.length === blocks.length,
    `modes for ${stage.blocks.length} block(s)`,
    `one for each of ${blocks.length}`,
  );
  stage.blocks.forEach((mode, block) => {
    expect(isMode(mode), `the mode ${JSON.stringify(mode)} for the block "${blocks[block]?.name ?? ''}"`, modes);
  });
}

const modes =
  '"frozen", or { train: "all", "biases" or "batch-norm", learningRateScale: over 0, batchNorm: "frozen", "affine" or "train" }';

function isMode(mode: BlockMode): boolean {
  if (mode === 'frozen') return true;
  return (
    ['all', 'biases', 'batch-norm'].includes(mode.train) &&
    ['frozen', 'affine', 'train'].includes(mode.batchNorm) &&
    Number.isFinite(mode.learningRateScale) &&
    mode.learningRateScale > 0
  );
}

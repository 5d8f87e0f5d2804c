import { GraftError, type Block, type Json, type Stage, type StrategyFacts } from '@graftjs/core';
import { defineOptions, type Option } from '@graftjs/network/options';
import { completeSchedule, scheduleOptions, type ScheduleOptions } from './schedule.js';

/**
 * How a head without a direct solution trains on frozen blocks. Defaults: learning rate 0.001 (Adam's, Kingma & Ba 2015),
 * constant, up to 100 epochs, ended by patience 10: on cached features an epoch costs next to nothing.
 */
export type HeadOptions = ScheduleOptions;

/** Makes the stage that fits the head with every block frozen. */
export type HeadStage = (
  blocks: readonly Block[],
  facts: StrategyFacts,
  measure?: Extract<Stage['measure'], string>,
) => Stage;

/**
 * Checks the options now, and later makes the stage: solved where the head can be solved, trained where not.
 *
 * @param owner whose options they are, for messages
 * @throws GraftError 'unknown-option', 'bad-option'; by the function that it returns: 'head-solves' where options were given
 * that only a head that trains by gradient has a use for
 */
export function headStage(owner: string, options: HeadOptions = {}): HeadStage {
  const schedule = completeSchedule(defineOptions(owner, scheduleOptions)(options), defaults);
  const given = Object.keys(options);
  return (blocks, { headSolves }, measure) => {
    const measured = measure === undefined ? {} : { measure };
    if (!headSolves) {
      const frozen = blocks.map(() => 'frozen' as const);
      const modes = { blocks: frozen, head: 'train' } as const;
      return { kind: 'train', name: 'train the head', start: 'current', ...modes, ...schedule, ...measured };
    }
    if (given.length === 0) return { kind: 'solve', name: 'solve the head', ...measured };
    throw new GraftError(
      'head-solves',
      `The head is solved directly, so ${owner} has no use for: ${given.join(', ')}. Leave them out, or choose a head that trains by gradient.`,
    );
  };
}

/** The options of a head as one option, `head`, of a strategy. */
export function headOption(strategy: string): Option<HeadStage> {
  const owner = `${strategy}, head`;
  return {
    allowed: 'options of how the head trains, such as { "epochs": 50 }',
    read: (value) => (isRecord(value) ? headStage(owner, value as HeadOptions) : undefined),
    fallback: { value: headStage(owner) },
  };
}

const defaults = { learningRate: 1e-3, epochs: 100, schedule: 'constant', warmup: 0, patience: 10 } as const;

function isRecord(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

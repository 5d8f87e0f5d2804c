import { GraftError, listNearest, specOf, type Block, type FreezeStrategy, type StageResult } from '@graftjs/core';
import { defaultTo, defineOptions, whole, type Option } from '@graftjs/network/options';
import { headOption, type HeadOptions } from './parts/head-stage.js';
import { optional } from './parts/schedule.js';
import { expectBlocks, trainAll, tuneOptions, tuneStage, type TuneOptions } from './parts/tuning.js';

const places = ['first', 'middle', 'last', 'gradient-norms'] as const;
type Choice = (typeof places)[number] | readonly (string | number)[];

export type SurgicalOptions = TuneOptions & {
  /**
   * Which blocks are tuned: those at a place, those whose gradients are largest for their weights once the head has converged,
   * or a list of names and of numbers counted from 0 at the input. Default 'last'.
   */
  readonly blocks?: Choice;
  /** How many blocks, from 1, unless they are listed. Default 1. */
  readonly count?: number;
  /** How a head without a direct solution trains first. */
  readonly head?: HeadOptions;
};

/**
 * The head converges first; then only some blocks are tuned with it, wherever they are. Which ones depends on how the pictures
 * differ from those that the backbone knows: the first for other cameras and noise, the middle for other kinds of the same
 * classes, the last for other classes.
 *
 * @param options blocks, count, head; of the tuning: learningRate, epochs, schedule, warmup, patience, batchNorm
 * @throws GraftError 'unknown-option', 'bad-option'; from `stages`: 'too-many-blocks', 'unknown-block', 'duplicate-block',
 * 'head-solves', 'no-gradient-norms'
 * @see Lee et al., "Surgical Fine-Tuning Improves Adaptation to Distribution Shifts", ICLR 2023
 * @example
 * surgical({ blocks: 'first', count: 2 });
 */
export function surgical(options: SurgicalOptions = {}): FreezeStrategy {
  const settings = parse(options);
  if (typeof settings.blocks !== 'string' && settings.count !== undefined) {
    throw new GraftError(
      'bad-option',
      'surgical takes a count, or a list of blocks, but not both. Leave out the count.',
    );
  }
  const count = settings.count ?? 1;
  return {
    id: 'surgical',
    spec: specOf(options),
    *stages(blocks, facts) {
      const chosen = typeof settings.blocks === 'string' ? undefined : findListed(blocks, settings.blocks);
      expectBlocks('surgical', blocks, chosen?.size ?? count);
      const byNorms = settings.blocks === 'gradient-norms';
      const probed: StageResult = yield settings.head(blocks, facts, byNorms ? 'gradient-norms' : undefined);
      const tuned =
        chosen ?? (byNorms ? findSteepest(probed, count) : findPlaced(settings.blocks, blocks.length, count));
      const modes = blocks.map((_, index) => (tuned.has(index) ? trainAll(settings.batchNorm) : 'frozen'));
      const names = blocks.flatMap(({ name }, index) => (tuned.has(index) ? [name] : []));
      yield tuneStage(settings, { name: `tune ${names.join(', ')}`, start: 'best', blocks: modes });
      return 'best';
    },
  };
}

const choice: Option<Choice> = {
  allowed: `${places.map((place) => `"${place}"`).join(', ')}, or a list of block names and whole numbers from 0`,
  read: (value) => {
    if (!Array.isArray(value)) return places.find((place) => place === value);
    const known = (value as readonly unknown[]).filter(
      (item): item is string | number =>
        typeof item === 'string' || (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0),
    );
    return known.length > 0 && known.length === value.length ? known : undefined;
  },
};

const parse = defineOptions('surgical', {
  ...tuneOptions,
  blocks: defaultTo(choice, 'last'),
  count: optional(whole(1)),
  head: headOption('surgical'),
});

function findListed(blocks: readonly Block[], listed: readonly (string | number)[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const item of listed) {
    const index = typeof item === 'number' ? item : blocks.findIndex(({ name }) => name === item);
    if (blocks[index] === undefined) throw unknownBlock(blocks, item);
    if (found.has(index)) {
      const { name } = blocks[index];
      throw new GraftError(
        'duplicate-block',
        `surgical has the block "${name}" (number ${index}) twice. Leave one out.`,
      );
    }
    found.add(index);
  }
  return found;
}

function unknownBlock(blocks: readonly Block[], item: string | number): GraftError {
  const names = blocks.map(({ name }) => name);
  const remedy =
    typeof item === 'number'
      ? `It has ${names.length} block(s), counted from 0: ${names.join(', ')}.`
      : `Nearest: ${listNearest(item, names).join(', ')}.`;
  return new GraftError('unknown-block', `Up to its cut the backbone has no block ${JSON.stringify(item)}. ${remedy}`);
}

function findPlaced(place: Choice, total: number, count: number): ReadonlySet<number> {
  const start = place === 'first' ? 0 : place === 'last' ? total - count : Math.floor((total - count) / 2);
  return new Set(Array.from({ length: count }, (_, index) => start + index));
}

function findSteepest({ stage, gradientNorms }: StageResult, count: number): ReadonlySet<number> {
  if (gradientNorms === undefined) {
    throw new GraftError(
      'no-gradient-norms',
      `surgical chooses blocks by their gradient norms, and the stage "${stage.name}" came back without any. Choose "first", "middle" or "last".`,
    );
  }
  const order = gradientNorms.map((norm, index) => ({ norm, index })).sort((a, b) => b.norm - a.norm);
  return new Set(order.slice(0, count).map(({ index }) => index));
}

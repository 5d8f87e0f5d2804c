import { GraftError } from '@graftjs/core';
import type { Block, BoundHead, OpenBackbone, Recipe, Stage, StrategyFacts } from '@graftjs/core';
import { cutNetwork, splitBlocks } from '@graftjs/cut';
import { checkBatch } from './recipe/check-batch.js';
import { checkRecipe } from './recipe/check-recipe.js';
import { checkStage } from './recipe/check-stage.js';
import { checkWeights } from './recipe/check-weights.js';
import { composeTrunk, openBackbone, type Trunk } from './recipe/compose-trunk.js';
import { resolveOptimizer, type ResolvedOptimizer } from './steps/resolve-optimizer.js';

const DEFAULT_BATCH = 16;

/** A recipe with every default filled in; a closed backbone is opened at its features. */
export interface ResolvedRecipe<Input> extends Recipe<Input> {
  readonly backbone: OpenBackbone<Input>;
  readonly cut: string;
  readonly classWeights: NonNullable<Recipe<Input>['classWeights']>;
  readonly batchSize: number;
  readonly optimizer: ResolvedOptimizer;
}

/** A recipe that fits together, ready to run. */
export interface Composition<Input> {
  readonly recipe: ResolvedRecipe<Input>;
  /** Backbone up to the cut, and pooling; `trunk.reason` says why it is cut there. */
  readonly trunk: Trunk<Input>;
  /** Of the backbone up to the cut. */
  readonly blocks: readonly Block[];
  /** With weights drawn from the recipe's seed. */
  readonly head: BoundHead;
}

/**
 * Fits a recipe's parts together and checks everything that can be known before anything runs.
 *
 * @throws GraftError 'closed-backbone', 'missing-weights', 'empty-strategy', and what checkRecipe, composeTrunk, checkStage and the head's `bind` throw
 * @example
 * const composition = compose({ data, backbone: await efficientNetLite0(), head: linear(), freeze: featureExtraction(), seed: 7 });
 */
export function compose<Input>(recipe: Recipe<Input>): Composition<Input> {
  checkRecipe(recipe);
  const { data, head, freeze, seed, classWeights, batchSize = DEFAULT_BATCH } = recipe;
  const backbone = openBackbone(recipe.backbone);
  const trunk = composeTrunk(backbone, recipe);
  checkWeights(trunk.network);
  const bound = head.bind(trunk.features, data.task, seed);
  const blocks = blocksOf(backbone, trunk.cut);
  const optimizer = resolveOptimizer(recipe.optimizer ?? {}, data.task);
  const facts = { headSolves: bound.solve !== undefined, hasValidation: data.size('validation') > 0 };
  const first = firstStage(recipe, blocks, facts);
  if (first === undefined) {
    throw new GraftError('empty-strategy', `The strategy "${freeze.id}" has no stage, so nothing would be trained.`);
  }
  checkStage(first, { headId: head.id, head: bound, strategyId: freeze.id, blocks });
  if (first.kind === 'train') checkBatch(data.size('train'), batchSize, optimizer.accumulate);
  return {
    recipe: {
      ...recipe,
      backbone,
      cut: trunk.cut,
      pool: trunk.pool,
      classWeights: classWeights ?? (data.task.kind === 'classification' ? 'balanced' : 'none'),
      batchSize,
      optimizer,
    },
    trunk,
    blocks,
    head: bound,
  };
}

/** The strategy's first stage; of a closed backbone, the reason why it has none. */
function firstStage<Input>(
  { freeze, backbone }: Recipe<Input>,
  blocks: readonly Block[],
  facts: StrategyFacts,
): Stage | undefined {
  try {
    const first = freeze.stages(blocks, facts).next();
    return first.done === true ? undefined : first.value;
  } catch (cause) {
    if ('network' in backbone || !(cause instanceof GraftError)) throw cause;
    throw new GraftError(
      'closed-backbone',
      `The backbone "${backbone.id}" is a closed box: it gives features, and nothing in it can be trained, which "${freeze.id}" wants to. ` +
        'Use featureExtraction(), or a backbone whose layers can be seen.',
      { cause },
    );
  }
}

function blocksOf(backbone: OpenBackbone<never>, cut: string): Block[] {
  const { trunk } = cutNetwork(backbone.network, cut);
  const layers = new Set(trunk.layers.map(({ name }) => name));
  const ends = backbone.blockEnds?.filter((end) => layers.has(end));
  return splitBlocks(trunk, ends);
}

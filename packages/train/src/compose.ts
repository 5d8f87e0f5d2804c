import { GraftError } from '@graftjs/core';
import type { Backbone, Block, BoundHead, OpenBackbone, Recipe } from '@graftjs/core';
import { cutNetwork, splitBlocks } from '@graftjs/cut';
import { checkBatch } from './recipe/check-batch.js';
import { checkRecipe } from './recipe/check-recipe.js';
import { checkStage } from './recipe/check-stage.js';
import { checkWeights } from './recipe/check-weights.js';
import { composeTrunk, type Trunk } from './recipe/compose-trunk.js';
import { resolveOptimizer, type ResolvedOptimizer } from './steps/resolve-optimizer.js';

const DEFAULT_BATCH = 16;

/** A recipe with every default filled in. */
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
  const { data, backbone, head, freeze, seed, classWeights, batchSize = DEFAULT_BATCH } = recipe;
  checkOpen(backbone);
  const trunk = composeTrunk(backbone, recipe);
  checkWeights(trunk.network);
  const bound = head.bind(trunk.features, data.task, seed);
  const blocks = blocksOf(backbone, trunk.cut);
  const optimizer = resolveOptimizer(recipe.optimizer ?? {}, data.task);
  const facts = { headSolves: bound.solve !== undefined, hasValidation: data.size('validation') > 0 };
  const first = freeze.stages(blocks, facts).next();
  if (first.done === true) {
    throw new GraftError('empty-strategy', `The strategy "${freeze.id}" has no stage, so nothing would be trained.`);
  }
  checkStage(first.value, { headId: head.id, head: bound, strategyId: freeze.id, blocks });
  if (first.value.kind === 'train') checkBatch(data.size('train'), batchSize, optimizer.accumulate);
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

function checkOpen<Input>(backbone: Backbone<Input>): asserts backbone is OpenBackbone<Input> {
  if ('network' in backbone) return;
  throw new GraftError(
    'closed-backbone',
    `The backbone "${backbone.id}" is a closed box: its features can be extracted (extractFeatures), but no network can be made of it and a head.`,
  );
}

function blocksOf(backbone: OpenBackbone<never>, cut: string): Block[] {
  const { trunk } = cutNetwork(backbone.network, cut);
  const layers = new Set(trunk.layers.map(({ name }) => name));
  const ends = backbone.blockEnds?.filter((end) => layers.has(end));
  return splitBlocks(trunk, ends);
}

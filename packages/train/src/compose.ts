import { GraftError } from '@graftjs/core';
import type { Block, BoundHead, Network, OpenBackbone, Recipe, Stage, StrategyFacts } from '@graftjs/core';
import { cutNetwork, splitBlocks } from '@graftjs/cut';
import { sliceNetwork } from '@graftjs/network';
import { checkBatch } from './recipe/check-batch.js';
import { checkRecipe } from './recipe/check-recipe.js';
import { checkSideInputs } from './recipe/check-side-inputs.js';
import { checkStage } from './recipe/check-stage.js';
import { checkWeights } from './recipe/check-weights.js';
import { composeTrunk, openBackbone, type Trunk } from './recipe/compose-trunk.js';
import { joinHead } from './recipe/join-head.js';
import { rehearseStrategy } from './recipe/rehearse-strategy.js';
import { planStage, type StagePlan } from './steps/plan-stage.js';
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
  /** Those that the strategy asks for if each goes better than the one before, as far as the hundredth. */
  readonly stages: readonly Stage[];
}

/**
 * Fits a recipe's parts together and checks everything that can be known before anything runs, of later stages too.
 *
 * @throws GraftError 'closed-backbone', 'missing-weight', 'empty-strategy', 'batch-too-large', 'nothing-to-train',
 * 'side-inputs', and what checkRecipe, composeTrunk, checkStage, the strategy and the head's `bind` throw
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
  const stages = stagesOf(recipe, blocks, facts);
  if (stages.length === 0) {
    throw new GraftError('empty-strategy', `The strategy "${freeze.id}" has no stage, so nothing would be trained.`);
  }
  const joined = { ...joinHead(trunk.network, bound), blocks };
  for (const stage of stages) {
    checkStage(stage, { headId: head.id, head: bound, strategyId: freeze.id, blocks });
    if (stage.kind !== 'train') continue;
    checkBatch(data.size('train'), batchSize, optimizer.accumulate);
    checkBoundary(joined.network, planStage(joined, stage));
  }
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
    stages,
  };
}

function checkBoundary(network: Network, { boundary = network.inputs[0]?.name ?? '' }: StagePlan): void {
  checkSideInputs(sliceNetwork(network, { after: boundary }), boundary);
}

/** What strategies say where blocks that they ask for are not there. */
const aboutBlocks: ReadonlySet<string> = new Set(['too-many-blocks', 'unknown-block', 'no-batch-norm']);

/** The strategy's stages; of a closed backbone, the reason why it has none. */
function stagesOf<Input>({ freeze, backbone }: Recipe<Input>, blocks: readonly Block[], facts: StrategyFacts): Stage[] {
  try {
    return rehearseStrategy(freeze, blocks, facts);
  } catch (cause) {
    if ('network' in backbone || !(cause instanceof GraftError) || !aboutBlocks.has(cause.code)) throw cause;
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

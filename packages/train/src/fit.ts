import {
  GraftError,
  type Batch,
  type Engine,
  type FeatureStore,
  type Network,
  type Run,
  type Task,
} from '@graftjs/core';
import { joinNetworks } from '@graftjs/network';
import { batchOf, labelOf } from './batch-of.js';
import { resolveClassWeights } from './class-weights.js';
import type { Composition, ResolvedRecipe } from './compose.js';
import { openExtractor, type Features } from './extract-features.js';
import { trunkSource } from './feature-source.js';
import type { OnProgress } from './progress.js';
import { runStages } from './run-stages.js';
import { withEngine } from './with-engine.js';

/** What does not decide the result. */
export interface FitOptions {
  /** Default: `tfjsEngine()`, on the current tfjs backend. */
  readonly engine?: Engine | undefined;
  /** Keeps features for the next run. Default: they are not kept. */
  readonly store?: FeatureStore | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Stops at the first input that cannot be used. Default false: stops when 5 % of a split or more cannot be. */
  readonly strict?: boolean | undefined;
}

/**
 * Trains: features of the train and validation splits, then what the strategy asks for. The backbone's weights in the result
 * are the very ones that went in.
 *
 * @throws GraftError 'no-backend', 'unsupported-layers', 'label-without-examples', 'bad-target', and what extractFeatures and runStages throw
 * @throws what `options.signal` was aborted with
 * @example
 * const run = await fit(compose(recipe), { onProgress: draw });
 */
export async function fit<Input>(composition: Composition<Input>, options: FitOptions = {}): Promise<Run<Input>> {
  return withEngine(options.engine, (engine) => fitOn(engine, composition, options));
}

async function fitOn<Input>(
  engine: Engine,
  { recipe, trunk, blocks, head }: Composition<Input>,
  options: FitOptions,
): Promise<Run<Input>> {
  const { data, seed, batchSize } = recipe;
  checkSupport(engine, joinNetworks(trunk.network, head.network, 'head'));
  const extractor = openExtractor(trunkSource(trunk), { ...options, engine, batchSize });
  try {
    const train = await extractor.extract(data, 'train');
    const validation = data.size('validation') > 0 ? await extractor.extract(data, 'validation') : undefined;
    const weigh = exampleWeights(data.task, recipe.classWeights, train);
    const toBatch = (features: Features): Batch => batchOf(features, data.task, weigh(features));
    const outcome = await runStages(
      {
        strategy: recipe.freeze,
        blocks,
        headId: recipe.head.id,
        head,
        train: toBatch(train),
        validation: validation && toBatch(validation),
        seed,
      },
      options,
    );
    const join = (headNetwork: Network): Network => joinNetworks(trunk.network, headNetwork, 'head');
    return {
      recipe,
      cut: trunk.cut,
      network: join(outcome.network),
      ...(outcome.beforeRefit && { beforeRefit: join(outcome.beforeRefit) }),
      activation: head.activation,
      stages: outcome.stages,
      skipped: [...train.skipped, ...(validation?.skipped ?? [])],
      notes: extractor.notes,
    };
  } finally {
    await extractor.dispose();
  }
}

/** One weight an example, by its label; the training split decides the labels' weights. */
function exampleWeights(
  task: Task,
  rule: ResolvedRecipe<never>['classWeights'],
  train: Features,
): (features: Features) => number[] {
  if (task.kind !== 'classification') return ({ targets }) => targets.map(() => 1);
  const labelsOf = ({ targets, ids }: Features): number[] =>
    targets.map((target, at) => labelOf(target, task.labels, ids[at] ?? ''));
  const byLabel = resolveClassWeights(rule, labelsOf(train), task.labels);
  return (features) => labelsOf(features).map((label) => byLabel[label] ?? 1);
}

function checkSupport(engine: Engine, network: Network): void {
  const unsupported = engine.unsupported(network);
  if (unsupported.length === 0) return;
  const listed = unsupported.map(({ layer, reason }) => `\n  ${layer}: ${reason}`).join('');
  throw new GraftError('unsupported-layers', `The engine ${engine.name} cannot run ${network.name}:${listed}`);
}

import { formatShape, GraftError, pools } from '@graftjs/core';
import type { Backbone, Network, OpenBackbone, Pool, Preprocess, Shape } from '@graftjs/core';
import { cutNetwork, findBottleneck, openAtFeatures } from '@graftjs/cut';
import { freePrefix, inferShapes, joinNetworks } from '@graftjs/network';
import { poolNetwork } from './pool-network.js';

/** The part of a backbone that gives features: everything up to the cut, and a pooling that makes a vector of them. */
export interface Trunk<Input> {
  readonly network: Network;
  /** The layer of `network` where the backbone ends. */
  readonly cut: string;
  /** Why there, as a sentence. */
  readonly reason: string;
  /** Absent where the cut gives a vector by itself. */
  readonly pool: Pool | undefined;
  /** Of one example, after pooling. */
  readonly features: Shape;
  readonly preprocess: Preprocess<Input>;
}

export interface TrunkOptions {
  /** Default: the bottleneck. */
  readonly cut?: string | undefined;
  /** Default 'mean' for a feature map. */
  readonly pool?: Pool | undefined;
}

/**
 * Cuts a backbone and pools what comes out; the backbone stays as it is, and weights are shared, not copied. A bare backbone gives a bare
 * trunk, a closed one its features.
 *
 * @throws GraftError 'unknown-cut', 'unknown-pool', 'pool-of-vector', 'no-head-fits-cut'
 * @example
 * const trunk = composeTrunk(await efficientNetLite0(), { pool: 'max' });
 */
export function composeTrunk<Input>(given: Backbone<Input>, { cut, pool }: TrunkOptions = {}): Trunk<Input> {
  const backbone = openBackbone(given);
  const { network, preprocess } = backbone;
  if (pool !== undefined) checkPool(pool);
  const { layer, reason } =
    cut === undefined ? bottleneckOf(backbone) : { layer: cut, reason: `${cut} was named in the recipe.` };
  const { trunk } = cutNetwork(network, layer);
  const shape = outputShape(trunk);
  const pooling = poolOf(layer, shape, pool);
  const pooled =
    pooling === undefined ? trunk : joinNetworks(trunk, poolNetwork(pooling, shape), freePrefix(trunk, 'pool'));
  const features = pooling === undefined ? shape : outputShape(pooled);
  return { network: pooled, cut: layer, reason, pool: pooling, features, preprocess };
}

/** Any backbone as a network. */
export function openBackbone<Input>(backbone: Backbone<Input>): OpenBackbone<Input> {
  return 'network' in backbone ? backbone : openAtFeatures(backbone);
}

function bottleneckOf({ network, classifier }: OpenBackbone<never>): { layer: string; reason: string } {
  const { cut, reason } = findBottleneck(network, { classifier: classifier?.layer });
  return { layer: cut.layer, reason };
}

function checkPool(pool: string): asserts pool is Pool {
  if ((pools as readonly string[]).includes(pool)) return;
  throw new GraftError('unknown-pool', `There is no pool "${pool}". Choose one of: ${pools.join(', ')}.`);
}

function poolOf(layer: string, shape: Shape, pool: Pool | undefined): Pool | undefined {
  if (shape.length === 3) return pool ?? 'mean';
  if (shape.length !== 1 || shape[0] === null) {
    throw new GraftError(
      'no-head-fits-cut',
      `The features at the cut "${layer}" are ${formatShape(shape)}; a head takes a vector, or a feature map ` +
        '(height x width x channels) that is pooled. Cut at another layer.',
    );
  }
  if (pool === undefined) return undefined;
  throw new GraftError(
    'pool-of-vector',
    `The features at the cut "${layer}" are a vector of ${formatShape(shape)}, so there is nothing to pool. Leave out the pool "${pool}".`,
  );
}

function outputShape(network: Network): Shape {
  const [source] = network.outputs;
  return source === undefined ? [] : (inferShapes(network).get(source.from)?.[source.output ?? 0]?.slice(1) ?? []);
}

import { GraftError, sizeOf } from '@graftjs/core';
import type { Engine, Network, Preprocess, Session, Shape } from '@graftjs/core';
import { inferShapes, networkFingerprint } from '@graftjs/network';
import type { Trunk } from '../recipe/compose-trunk.js';

/** What turns inputs into rows of numbers: a trunk, or a whole model. */
export interface FeatureSource<Input> {
  readonly preprocess: Preprocess<Input>;
  /** Numbers in a row. */
  readonly width: number;
  /** Names all that decides the numbers except engine, preprocessing and input. */
  fingerprint(): string;
  load(engine: Engine): Promise<Session>;
}

/**
 * Rows are the network's one output, flattened.
 *
 * @param boundaries layers across which the engine may not fold
 * @throws GraftError 'bad-feature-shape' where a row has no fixed length
 */
export function networkSource<Input>(
  network: Network,
  preprocess: Preprocess<Input>,
  boundaries: readonly string[] = [],
): FeatureSource<Input> {
  const [output] = network.outputs;
  const shape = output && inferShapes(network).get(output.from)?.[output.output ?? 0];
  return {
    preprocess,
    width: widthOf(network.name, shape?.slice(1) ?? [null]),
    fingerprint: () => networkFingerprint(network).json(boundaries).hex(),
    load: (engine) => engine.load(network, { boundaries }),
  };
}

/** A trunk's features, on the same numeric path as the whole model that it will be part of. */
export function trunkSource<Input>({ network, preprocess, cut }: Trunk<Input>): FeatureSource<Input> {
  return networkSource(network, preprocess, [cut]);
}

function widthOf(name: string, shape: Shape): number {
  const axes = shape.filter((length) => length !== null);
  if (axes.length === shape.length) return sizeOf(axes);
  throw new GraftError(
    'bad-feature-shape',
    `The features of ${name} have no fixed length. Give it a fixed input size, or pool.`,
  );
}

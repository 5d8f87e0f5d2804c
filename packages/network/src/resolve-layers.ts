import type { BatchShape, Layer, Network, Source } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';
import { layerType } from './layers/index.js';
import type { LayerEntry } from './layers/layer-entry.js';

/** A layer together with what the layer table says about it in its place. */
export interface ResolvedLayer {
  readonly layer: Layer;
  readonly entry: LayerEntry<unknown>;
  readonly options: unknown;
  readonly inputs: readonly BatchShape[];
  readonly outputs: readonly BatchShape[];
}

/**
 * Looks every layer up in the layer table and works out the shapes between them.
 *
 * @throws GraftError 'duplicate-name', 'unknown-source', 'unknown-layer-type', and what the layer types themselves refuse;
 *   the message names the layer
 */
export function resolveLayers(network: Network): ResolvedLayer[] {
  const shapes = new Map<string, readonly BatchShape[]>();
  const put = (name: string, outputs: readonly BatchShape[]): void => {
    if (shapes.has(name)) {
      throw new GraftError('duplicate-name', `Two layers or inputs of ${network.name} are called "${name}".`);
    }
    shapes.set(name, outputs);
  };
  for (const input of network.inputs) put(input.name, [input.shape]);
  const resolved = network.layers.map((layer): ResolvedLayer => {
    const { entry, options } = parseLayer(layer);
    const inputs = layer.inputs.map((source) => shapeOf(source, shapes, `Layer "${layer.name}" takes its input from`));
    const outputs = within(`Layer "${layer.name}" (${layer.type}) `, () => entry.shapes(inputs, options));
    put(layer.name, outputs);
    return { layer, entry, options, inputs, outputs };
  });
  for (const output of network.outputs) shapeOf(output, shapes, `An output of ${network.name} is`);
  return resolved;
}

/**
 * A layer's entry in the layer table and its options, completed.
 *
 * @throws GraftError 'unknown-layer-type', 'unknown-option', 'missing-option', 'bad-option'; the message names the layer
 */
export function parseLayer(layer: Layer): { readonly entry: LayerEntry<unknown>; readonly options: unknown } {
  return within(`Layer "${layer.name}": `, () => {
    const entry = layerType(layer.type);
    return { entry, options: entry.parse(layer.options) };
  });
}

function shapeOf(source: Source, shapes: ReadonlyMap<string, readonly BatchShape[]>, claim: string): BatchShape {
  const outputs = shapes.get(source.from);
  if (outputs === undefined) {
    const nearest = listNearest(source.from, shapes.keys()).join(', ');
    throw new GraftError(
      'unknown-source',
      `${claim} "${source.from}", but no layer before it has that name. Nearest: ${nearest}.`,
    );
  }
  const shape = outputs[source.output ?? 0];
  if (shape === undefined) {
    throw new GraftError(
      'unknown-source',
      `${claim} output ${source.output ?? 0} of "${source.from}", which has ${outputs.length}, counted from 0.`,
    );
  }
  return shape;
}

function within<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    throw new GraftError(error.code, prefix + error.message, { cause: error });
  }
}

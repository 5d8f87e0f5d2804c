import { GraftError, listNearest, type BatchShape, type Layer, type Network, type NetworkInput } from '@graftjs/core';
import { resolveLayers } from '@graftjs/network/resolve-layers';

/** Writes a bare network layer by layer. Every layer is checked when it is added, by the layer table. */
export interface NetworkBuilder {
  /**
   * Adds a layer; its weights are named `name/role`.
   *
   * @param type a Keras class name
   * @param from the layers or inputs that feed it, each by its first output
   * @param options Keras options
   * @returns `name`, to feed the next layer
   * @throws GraftError for a name that is taken, an unknown source, and what the layer table throws
   */
  add(type: string, name: string, from: string | readonly string[], options?: Layer['options']): string;
  /** Length of the last axis of a layer or input. */
  channels(of: string): number;
  /** First output of a layer, or an input: batch axis first. */
  shape(of: string): BatchShape;
  /** @returns the network, without values for its weights */
  finish(output: string): Network;
}

/**
 * Starts a bare network: architectures are functions that add layers to it.
 *
 * @param inputs the data input first; shapes with the batch axis
 * @example
 * const net = buildNetwork('tiny', [{ name: 'image', shape: [null, 8, 8, 3], dtype: 'float32' }]);
 * const pooled = net.add('GlobalAveragePooling2D', 'pool', 'image');
 * const network = net.finish(net.add('Dense', 'predictions', pooled, { units: 2 }));
 */
export function buildNetwork(name: string, inputs: readonly NetworkInput[]): NetworkBuilder {
  const shapes = new Map(inputs.map((input) => [input.name, input.shape]));
  const layers: Layer[] = [];
  const shapeOf = (source: string): BatchShape => {
    const shape = shapes.get(source);
    if (shape !== undefined) return shape;
    const nearest = listNearest(source, shapes.keys()).join(', ');
    throw new GraftError(
      'unknown-source',
      `Nothing named "${source}" comes before this point of network "${name}". Nearest: ${nearest}.`,
    );
  };

  return {
    add(type, layer, from, options = {}) {
      if (shapes.has(layer)) {
        throw new GraftError('duplicate-name', `Network "${name}" has a layer or input named "${layer}" already.`);
      }
      const sources = typeof from === 'string' ? [from] : from;
      const known = [...new Set(sources)].map((source) => ({
        name: source,
        shape: shapeOf(source),
        dtype: 'float32' as const,
      }));
      const bare = { name: layer, type, inputs: sources.map((source) => ({ from: source })), options, weights: {} };
      const alone = { name, inputs: known, layers: [bare], outputs: [], weights: new Map() };
      for (const { entry, options: parsed, inputs: before, outputs } of resolveLayers(alone)) {
        const roles = Object.keys(entry.roles(before, parsed));
        layers.push({ ...bare, weights: Object.fromEntries(roles.map((role) => [role, `${layer}/${role}`])) });
        shapes.set(layer, outputs[0] ?? []);
      }
      return layer;
    },
    channels(of) {
      const length = shapeOf(of).at(-1);
      if (typeof length === 'number') return length;
      throw new GraftError('free-channels', `"${of}" in network "${name}" has no fixed number of channels.`);
    },
    shape: shapeOf,
    finish(output) {
      shapeOf(output);
      return { name, inputs, layers: [...layers], outputs: [{ from: output }], weights: new Map() };
    },
  };
}

import type { Network } from '@graftjs/core';

/**
 * Puts the layers in Keras's order, that of `model.layers` and of its summary: farthest from the output first, and at one
 * distance as a search from the output finds them. Layers that the output does not need are left out.
 *
 * @see `map_graph` in keras/src/ops/function.py
 */
export function orderAsKeras(network: Network): Network {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const found = new Map<string, number>();
  const visit = (name: string): void => {
    const layer = layers.get(name);
    if (layer === undefined || found.has(name)) return;
    found.set(name, found.size);
    for (const { from } of layer.inputs) visit(from);
  };
  for (const { from } of network.outputs) visit(from);

  const distances = new Map([...found.keys()].map((name) => [name, 0]));
  for (const { name, inputs } of [...network.layers].reverse()) {
    const distance = distances.get(name);
    if (distance === undefined) continue;
    for (const { from } of inputs) distances.set(from, Math.max(distance + 1, distances.get(from) ?? 0));
  }
  const rank = (name: string): readonly [number, number] => [-(distances.get(name) ?? 0), found.get(name) ?? 0];
  const ordered = network.layers
    .filter(({ name }) => found.has(name))
    .sort((a, b) => rank(a.name)[0] - rank(b.name)[0] || rank(a.name)[1] - rank(b.name)[1]);
  return { ...network, layers: ordered };
}

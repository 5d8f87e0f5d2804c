import { GraftError, type Layer, type Network, type Source } from '@graftjs/core';

/** The part of a network that lies between its data input (the first one) and its one output. */
export interface DataPath {
  readonly input: string;
  readonly output: Source;
  /** Layers that depend on the data input and that the output depends on, in the network's order. The last one is the output. */
  readonly steps: readonly Step[];
  /** A step's place in `steps`. */
  readonly positions: ReadonlyMap<string, number>;
}

/** A layer on the data path. */
export interface Step {
  readonly layer: Layer;
  /** Positions of the steps that feed it, -1 for the data input; side inputs are left out. */
  readonly sources: readonly number[];
  /** Which of its outputs are used on the way, in ascending order. */
  readonly outputs: readonly number[];
}

/**
 * Finds the layers between the data input and the output.
 *
 * @throws GraftError 'no-inputs', 'several-outputs', 'no-data-path'
 */
export function traceDataPath(network: Network): DataPath {
  const input = network.inputs[0]?.name;
  if (input === undefined) {
    throw new GraftError('no-inputs', `Network "${network.name}" has no inputs, so no data flows through it.`);
  }
  const [output, ...others] = network.outputs;
  if (output === undefined || others.length > 0) {
    const names = network.outputs.map(({ from }) => from).join(', ') || 'none';
    throw new GraftError(
      'several-outputs',
      `A network is cut on the way to its one output; "${network.name}" has ${network.outputs.length}: ${names}. Keep one of them first.`,
    );
  }

  const layers = layersBetween(network, input, output);
  if (layers.length === 0) {
    throw new GraftError(
      'no-data-path',
      `No layer of network "${network.name}" lies between its data input "${input}" and its output "${output.from}".`,
    );
  }
  const positions = new Map(layers.map((layer, position) => [layer.name, position]));
  const used = usedOutputs(layers, output);
  const steps = layers.map((layer) => ({
    layer,
    sources: layer.inputs.flatMap(({ from }) => (from === input ? [-1] : (positions.get(from) ?? []))),
    outputs: [...(used.get(layer.name) ?? [])].sort((a, b) => a - b),
  }));
  return { input, output, steps, positions };
}

function layersBetween(network: Network, input: string, output: Source): Layer[] {
  const needed = new Set([output.from]);
  for (const layer of [...network.layers].reverse()) {
    if (needed.has(layer.name)) for (const { from } of layer.inputs) needed.add(from);
  }
  const fed = new Set([input]);
  for (const layer of network.layers) if (layer.inputs.some(({ from }) => fed.has(from))) fed.add(layer.name);
  return network.layers.filter(({ name }) => needed.has(name) && fed.has(name));
}

function usedOutputs(layers: readonly Layer[], output: Source): Map<string, Set<number>> {
  const used = new Map<string, Set<number>>();
  for (const source of [...layers.flatMap(({ inputs }) => inputs), output]) {
    const indices = used.get(source.from) ?? new Set();
    used.set(source.from, indices.add(source.output ?? 0));
  }
  return used;
}

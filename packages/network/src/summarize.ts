import type { BatchShape, Network } from '@graftjs/core';
import { listWeights } from './list-weights.js';
import { resolveLayers } from './resolve-layers.js';

/** One line of a summary: an input or a layer. */
export interface SummaryRow {
  readonly name: string;
  /** The Keras class name; 'InputLayer' for an input. */
  readonly type: string;
  readonly outputs: readonly BatchShape[];
  /** Of the weights that no earlier row has, so that rows add up to the total. */
  readonly parameters: number;
  readonly connectedTo: readonly string[];
}

/** What a network is made of, as data; `formatSummary` shows it. */
export interface Summary {
  readonly name: string;
  readonly rows: readonly SummaryRow[];
  /** Whether each row takes exactly the row before it. */
  readonly sequential: boolean;
  readonly total: number;
  readonly trainable: number;
  readonly nonTrainable: number;
}

/**
 * Layers, shapes and parameters, counted from the layer table: no weight values needed, shared weights counted once.
 *
 * @param options.frozen weights that do not train besides statistics; default none
 */
export function summarize(network: Network, options: { readonly frozen?: (weight: string) => boolean } = {}): Summary {
  const weights = listWeights(network);
  const sizes = new Map([...weights].map(([name, { shape }]) => [name, shape.reduce((a, b) => a * b, 1)]));
  const counted = new Set<string>();
  const countNew = (names: readonly string[]): number => {
    const fresh = [...new Set(names)].filter((name) => !counted.has(name));
    for (const name of fresh) counted.add(name);
    return fresh.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  };
  const inputs = network.inputs.map(({ name, shape }) => ({
    name,
    type: 'InputLayer',
    outputs: [shape],
    parameters: 0,
    connectedTo: [],
  }));
  const layers = resolveLayers(network).map(({ layer, outputs }) => ({
    name: layer.name,
    type: layer.type,
    outputs,
    parameters: countNew(Object.values(layer.weights)),
    connectedTo: layer.inputs.map(({ from }) => from),
  }));
  const rows: SummaryRow[] = [...inputs, ...layers];
  const trains = ([name, { trainable }]: readonly [string, { trainable: boolean }]): boolean =>
    trainable && !(options.frozen?.(name) ?? false);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const trainable = [...weights].filter(trains).reduce((sum, [name]) => sum + (sizes.get(name) ?? 0), 0);
  const sequential = rows.every((row, at) => row.connectedTo.join() === (rows[at - 1]?.name ?? ''));
  return { name: network.name, rows, sequential, total, trainable, nonTrainable: total - trainable };
}

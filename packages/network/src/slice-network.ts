import type { Network, NetworkInput, Source } from '@graftjs/core';
import { GraftError, listNearest } from '@graftjs/core';
import { inferShapes } from './infer-shapes.js';
import { withWeightsUsed } from './with-weights-used.js';

/** Where a slice begins and ends; each names a layer or an input. */
export interface SliceRange {
  /** The slice starts behind this layer, whose output becomes an input of the same name. Default: the network's inputs. */
  readonly after?: string | undefined;
  /** The slice ends with this layer, whose output becomes the only one. Default: the network's outputs. */
  readonly upTo?: string | undefined;
}

/**
 * The part of a network between two layers; names stay, so both parts of a cut fit together again. Side inputs that the
 * part needs stay inputs.
 *
 * @throws GraftError 'unknown-layer'; 'not-a-cut' when data gets around `after`, naming a layer that it goes through
 */
export function sliceNetwork(network: Network, { after, upTo }: SliceRange): Network {
  const shapes = inferShapes(network);
  for (const name of [after, upTo]) {
    if (name === undefined || shapes.has(name)) continue;
    const nearest = listNearest(name, shapes.keys()).join(', ');
    throw new GraftError('unknown-layer', `${network.name} has no layer "${name}". Nearest: ${nearest}.`);
  }
  const order = [...shapes.keys()];
  if (after !== undefined && upTo !== undefined && order.indexOf(upTo) < order.indexOf(after)) {
    const message = `The slice of ${network.name} would end at "${upTo}" before it begins behind "${after}".`;
    throw new GraftError('not-a-cut', message);
  }
  const outputs: readonly Source[] = upTo === undefined ? network.outputs : [{ from: upTo }];
  const needed = namesNeeded(network, outputs, after);
  const layers = network.layers.filter(({ name }) => needed.has(name) && name !== after);
  const dataInput = network.inputs[0]?.name;
  if (after !== undefined && after !== dataInput && dataInput !== undefined && needed.has(dataInput)) {
    const around = layers.find(({ inputs }) => inputs.some(({ from }) => from === dataInput))?.name ?? dataInput;
    throw new GraftError(
      'not-a-cut',
      `Data gets around "${after}" in ${network.name}: it goes through "${around}" too.`,
    );
  }
  const kept = network.inputs.filter(({ name }) => needed.has(name) && name !== after);
  return withWeightsUsed({
    ...network,
    inputs: after === undefined ? kept : [inputAt(network, after, shapes.get(after)?.[0] ?? []), ...kept],
    layers,
    outputs,
  });
}

/** Every name that the outputs depend on, not looking behind `stop`. */
function namesNeeded(network: Network, outputs: readonly Source[], stop: string | undefined): Set<string> {
  const needed = new Set(outputs.map(({ from }) => from));
  for (const layer of [...network.layers].reverse()) {
    if (needed.has(layer.name) && layer.name !== stop) for (const { from } of layer.inputs) needed.add(from);
  }
  return needed;
}

function inputAt(network: Network, name: string, shape: NetworkInput['shape']): NetworkInput {
  return network.inputs.find((input) => input.name === name) ?? { name, shape, dtype: 'float32' };
}

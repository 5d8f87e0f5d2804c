import type { BatchShape, Layer, Network, Source } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { inferShapes } from './infer-shapes.js';
import { show } from './layers/layer-entry.js';

/**
 * Puts one network on another: the only input of `second` is fed by the only output of `first`.
 *
 * @param prefix goes before every layer and weight name of `second`, with a slash, so that equal names never share by accident
 * @returns inputs of `first`, outputs of `second`
 * @throws GraftError 'cannot-join' when they do not fit, 'duplicate-name'
 * @example
 * joinNetworks(trunk, head, 'head').layers.at(-1)?.name; // 'head/scores'
 */
export function joinNetworks(first: Network, second: Network, prefix: string): Network {
  const [source, ...otherOutputs] = first.outputs;
  const [input, ...otherInputs] = second.inputs;
  if (source === undefined || otherOutputs.length > 0 || input === undefined || otherInputs.length > 0) {
    const counts = `${first.name} has ${first.outputs.length} outputs, ${second.name} has ${second.inputs.length} inputs`;
    throw new GraftError(
      'cannot-join',
      `Joining takes one output and one input; ${counts}. Keep one output of the first and one input of the second.`,
    );
  }
  const firstNames = inferShapes(first);
  const given = firstNames.get(source.from)?.[source.output ?? 0] ?? [];
  if (input.dtype !== dtypeOf(first, source) || !fits(given, input.shape)) {
    const needs = `${second.name} takes ${input.dtype} ${show(input.shape)}`;
    throw new GraftError(
      'cannot-join',
      `${needs}, but ${first.name} gives ${dtypeOf(first, source)} ${show(given)}. Put between them what makes one of the other, such as a pooling, or cut the first elsewhere.`,
    );
  }
  const renamed = (name: string): string => `${prefix}/${name}`;
  const rewired = (from: Source): Source => (from.from === input.name ? source : { ...from, from: renamed(from.from) });
  const layers = second.layers.map((layer): Layer => {
    const weights = Object.entries(layer.weights).map(([role, name]) => [role, renamed(name)] as const);
    return {
      ...layer,
      name: renamed(layer.name),
      inputs: layer.inputs.map(rewired),
      weights: Object.fromEntries(weights),
    };
  });
  const taken =
    layers.find(({ name }) => firstNames.has(name))?.name ??
    [...second.weights.keys()].map(renamed).find((name) => first.weights.has(name));
  if (prefix === '' || taken !== undefined) {
    const repair = `Choose a prefix that is not empty and not in use; got "${prefix}".`;
    throw new GraftError(
      'duplicate-name',
      `${taken === undefined ? '' : `${first.name} already has "${taken}". `}${repair}`,
    );
  }
  return {
    name: `${first.name}+${second.name}`,
    inputs: first.inputs,
    layers: [...first.layers, ...layers],
    outputs: second.outputs.map(rewired),
    weights: new Map([
      ...first.weights,
      ...[...second.weights].map(([name, value]) => [renamed(name), value] as const),
    ]),
  };
}

/** Layers compute in float32; only a network input that is passed through can be anything else. */
function dtypeOf(network: Network, source: Source): 'float32' | 'int32' {
  return network.inputs.find(({ name }) => name === source.from)?.dtype ?? 'float32';
}

function fits(given: BatchShape, wanted: BatchShape): boolean {
  if (given.length !== wanted.length) return false;
  return wanted.every((length, axis) => length === null || given[axis] === null || given[axis] === length);
}

import type { BatchNormMode, Layer, Network, NetworkInput, RunContext, Source } from '@graftjs/core';
import { GraftError, listNearest, randomStream } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { show } from './layers/layer-entry.js';
import { parseLayer } from './resolve-layers.js';

export interface RunOptions {
  /** How BatchNorm layers run, all alike or each by layer name; default 'frozen'. */
  readonly batchNorm?: BatchNormMode | ((layer: string) => BatchNormMode) | undefined;
  /** Decides what dropout layers drop; default: they drop nothing. Give another for every step. */
  readonly dropoutSeed?: number | undefined;
  /**
   * Takes over new statistics of BatchNorm layers in mode 'train', and disposes them; default: they are dropped. Layers that share
   * statistics move them in turn, so the last one of a weight counts, and those before may go as soon as it comes.
   */
  readonly onUpdate?: ((weight: string, next: Tensor) => void) | undefined;
}

/**
 * Runs a network on the current backend. A tensor between layers is freed once its last consumer has run, so it works
 * in little memory; under a gradient tape the tape keeps what it needs.
 *
 * @param weights tensors or variables by weight name; stay with the caller
 * @param inputs one tensor for each network input, by name; stay with the caller
 * @returns one tensor for each network output; the caller disposes them
 * @throws GraftError 'missing-input', 'unknown-input', 'bad-input-shape', 'missing-weight', 'layer-failed'; no tensor is
 *   left behind
 */
export function runNetwork(
  network: Network,
  weights: ReadonlyMap<string, Tensor>,
  inputs: ReadonlyMap<string, Tensor>,
  options: RunOptions = {},
): Tensor[] {
  checkInputs(network, inputs);
  const consumers = countConsumers(network);
  const outputsOf = new Map<string, readonly Tensor[]>([...inputs].map(([name, tensor]) => [name, [tensor]]));
  const borrowed = new Set(inputs.values());
  const moved = new Map<string, Tensor>();
  // Counted by tensor, not by name: a layer may pass its input on (dropout that drops nothing).
  const owned = new Map<Tensor, number>();
  const hold = (tensor: Tensor, uses: number): void => {
    if (!borrowed.has(tensor)) owned.set(tensor, (owned.get(tensor) ?? 0) + uses);
  };
  const release = (tensor: Tensor): void => {
    if (owned.get(tensor) !== 0) return;
    owned.delete(tensor);
    tensor.dispose();
  };
  try {
    for (const layer of network.layers) {
      if (!consumers.has(layer.name)) continue;
      const sources = layer.inputs.map((source) => pick(outputsOf, source));
      const outputs = runLayer(layer, sources, { weights, moved }, options);
      outputsOf.set(layer.name, outputs);
      outputs.forEach((tensor, output) => hold(tensor, consumers.get(layer.name)?.get(output) ?? 0));
      for (const tensor of sources) hold(tensor, -1);
      for (const tensor of new Set([...sources, ...outputs])) release(tensor);
    }
    const given = new Set(borrowed);
    return network.outputs.map((source) => {
      const tensor = pick(outputsOf, source);
      if (given.has(tensor)) return tf.clone(tensor);
      given.add(tensor);
      return tensor;
    });
  } catch (error) {
    tf.dispose([...owned.keys()]);
    throw error;
  }
}

function runLayer(
  layer: Layer,
  inputs: readonly Tensor[],
  { weights, moved }: { readonly weights: ReadonlyMap<string, Tensor>; readonly moved: Map<string, Tensor> },
  { batchNorm = 'frozen', dropoutSeed, onUpdate }: RunOptions,
): readonly Tensor[] {
  const { entry, options } = parseLayer(layer);
  const nameOf = (role: string): string => {
    const name = layer.weights[role];
    if (name === undefined)
      throw new GraftError('missing-role', `Layer "${layer.name}" names no weight for "${role}".`);
    return name;
  };
  const context: RunContext = {
    weight: (role) => {
      const weight = moved.get(nameOf(role)) ?? weights.get(nameOf(role));
      if (weight !== undefined) return weight;
      throw new GraftError(
        'missing-weight',
        `Layer "${layer.name}" needs the weight "${nameOf(role)}", which was not given.`,
      );
    },
    batchNorm: typeof batchNorm === 'function' ? batchNorm(layer.name) : batchNorm,
    get dropout() {
      return dropoutSeed === undefined ? undefined : randomStream(dropoutSeed, 'dropout', layer.name).uint32();
    },
    update: (role, next) => {
      if (onUpdate === undefined) return;
      moved.set(nameOf(role), tf.keep(next));
      onUpdate(nameOf(role), next);
    },
  };
  try {
    return tf.tidy(() => [...entry.run(inputs, options, context)]);
  } catch (error) {
    if (error instanceof GraftError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new GraftError('layer-failed', `Layer "${layer.name}" (${layer.type}) failed: ${reason}`, { cause: error });
  }
}

/** How often each output of each layer is used, by layers that matter and as an output; a layer that is absent does not matter. */
function countConsumers(network: Network): Map<string, Map<number, number>> {
  const counts = new Map<string, Map<number, number>>();
  const count = ({ from, output = 0 }: Source): void => {
    const ofLayer = counts.get(from) ?? new Map<number, number>();
    counts.set(from, ofLayer.set(output, (ofLayer.get(output) ?? 0) + 1));
  };
  network.outputs.forEach(count);
  for (const layer of [...network.layers].reverse()) {
    if (counts.has(layer.name)) layer.inputs.forEach(count);
  }
  return counts;
}

function pick(outputsOf: ReadonlyMap<string, readonly Tensor[]>, { from, output = 0 }: Source): Tensor {
  const tensor = outputsOf.get(from)?.[output];
  if (tensor !== undefined) return tensor;
  const nearest = listNearest(from, outputsOf.keys()).join(', ');
  throw new GraftError(
    'unknown-source',
    `Nothing that ran before has an output ${output} called "${from}". Nearest: ${nearest}.`,
  );
}

function checkInputs(network: Network, inputs: ReadonlyMap<string, Tensor>): void {
  const names = network.inputs.map(({ name }) => name);
  for (const name of inputs.keys()) {
    if (names.includes(name)) continue;
    throw new GraftError('unknown-input', `${network.name} has no input "${name}"; it has: ${names.join(', ')}.`);
  }
  for (const input of network.inputs) {
    const tensor = inputs.get(input.name);
    if (tensor === undefined) {
      throw new GraftError('missing-input', `${network.name} needs the input "${input.name}" ${show(input.shape)}.`);
    }
    if (fits(tensor, input)) continue;
    throw new GraftError(
      'bad-input-shape',
      `Input "${input.name}" of ${network.name} is ${input.dtype} ${show(input.shape)}; got ${tensor.dtype} ${show(tensor.shape)}.`,
    );
  }
}

function fits(tensor: Tensor, { shape, dtype }: NetworkInput): boolean {
  if (tensor.dtype !== dtype || tensor.rank !== shape.length) return false;
  return shape.every((length, axis) => length === null || length === tensor.shape[axis]);
}

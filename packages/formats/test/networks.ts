import { readFileSync } from 'node:fs';
import type { HostTensor, Network } from '@graftjs/core';
import { loadWeights, runNetwork, toHost, toTensor } from '@graftjs/network';
import { readSafetensors } from '@graftjs/safetensors';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

/** Inputs and the outputs of Keras that belong to a model of `fixtures/keras`, in the network's order. */
export function expectedOf(model: string): {
  readonly inputs: readonly HostTensor[];
  readonly outputs: readonly HostTensor[];
} {
  const file = new URL(`../fixtures/keras/${model}.safetensors`, import.meta.url);
  const { tensors } = readSafetensors(new Uint8Array(readFileSync(file)));
  const named = (letter: string): HostTensor[] =>
    [...tensors]
      .filter(([name]) => name.startsWith(letter))
      .sort()
      .map(([, tensor]) => tensor);
  return { inputs: named('x'), outputs: named('y') };
}

/** Runs a network on the cpu backend. */
export async function run(network: Network, inputs: readonly HostTensor[]): Promise<HostTensor[]> {
  await tf.setBackend('cpu');
  const weights = loadWeights(network);
  const given = new Map(network.inputs.map(({ name }, at) => [name, toTensor(inputs[at]!)]));
  const outputs = runNetwork(network, weights, given);
  const values = await Promise.all(outputs.map(toHost));
  tf.dispose([...outputs, ...given.values(), ...weights.values()]);
  return values;
}

/** The largest difference between two lists of arrays; infinite where shapes differ. */
export function difference(got: readonly HostTensor[], wanted: readonly HostTensor[]): number {
  if (got.map(({ shape }) => shape).join('; ') !== wanted.map(({ shape }) => shape).join('; ')) return Infinity;
  const each = got.flatMap(({ data }, at) => [...data].map((value, i) => Math.abs(value - wanted[at]!.data[i]!)));
  return Math.max(0, ...each);
}

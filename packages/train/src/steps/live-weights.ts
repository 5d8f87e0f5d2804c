import type { HostTensor, Network } from '@graftjs/core';
import { loadWeights, toHost, toTensor } from '@graftjs/network';
import { dispose, keep, type Tensor } from '@tensorflow/tfjs-core';

/** A network's weights on the current backend, some of which change from step to step. */
export interface LiveWeights {
  /** Stay with this object. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Takes the next value over, and disposes the one before. */
  replace(name: string, next: Tensor): void;
  /** Puts host values in the place of those at hand; names that the network does not have are left out. */
  put(values: ReadonlyMap<string, HostTensor>): void;
  read(names: Iterable<string>): Promise<Map<string, HostTensor>>;
  dispose(): void;
}

/** @throws GraftError 'missing-weight' */
export function openLiveWeights(network: Network): LiveWeights {
  const tensors = loadWeights(network);
  const replace = (name: string, next: Tensor): void => {
    tensors.get(name)?.dispose();
    tensors.set(name, keep(next));
  };
  return {
    tensors,
    replace,
    put(values) {
      for (const [name, value] of values) if (tensors.has(name)) replace(name, toTensor(value));
    },
    read: (names) => readTensors(tensors, names),
    dispose() {
      dispose([...tensors.values()]);
      tensors.clear();
    },
  };
}

/** Copies tensors to the host, by name; they stay where they are. */
export async function readTensors(
  tensors: ReadonlyMap<string, Tensor>,
  names: Iterable<string> = tensors.keys(),
): Promise<Map<string, HostTensor>> {
  const read = new Map<string, HostTensor>();
  for (const name of names) {
    const tensor = tensors.get(name);
    if (tensor !== undefined) read.set(name, await toHost(tensor));
  }
  return read;
}

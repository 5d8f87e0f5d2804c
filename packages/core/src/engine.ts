import type { Network } from './network.js';
import type { HostTensor } from './tensor.js';

// Host values in, host values out: an engine may live in a worker, or not be tfjs at all.

export interface Engine {
  /** Engine and numeric path, as it enters cache keys: 'wasm/folded'. */
  readonly name: string;
  /** Batches that it works on side by side: 1, or the number of workers. */
  readonly parallel: number;
  /** Layers that it cannot run, each with the reason; empty when it can run them all. */
  unsupported(network: Network): readonly { readonly layer: string; readonly reason: string }[];
  /** @param options.boundaries layers across which nothing may be folded or fused: cuts where features are cached */
  load(network: Network, options?: { readonly boundaries?: readonly string[] }): Promise<Session>;
  /** Ends workers. Sessions that are still open end with it. */
  dispose(): Promise<void>;
}

export interface Session {
  /** Inputs by name; outputs in the network's order. Calls may overlap. */
  run(inputs: ReadonlyMap<string, HostTensor>): Promise<readonly HostTensor[]>;
  dispose(): void;
}

/** Keeps features by a key that names everything that decides them. */
export interface FeatureStore {
  /** A damaged entry is a missing one. */
  get(key: string): Promise<HostTensor | undefined>;
  set(key: string, value: HostTensor): Promise<void>;
}

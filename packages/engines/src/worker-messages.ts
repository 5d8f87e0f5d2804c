import type { HostTensor, Network } from '@graftjs/core';

/** What every worker is started with: already folded. */
export interface WorkerStart {
  readonly network: Network;
}

/** One batch; without inputs, a request to get ready. */
export interface WorkerTask {
  readonly inputs?: ReadonlyMap<string, HostTensor>;
}

/** An error's class does not survive the way between threads, so it goes as data. */
export type WorkerAnswer =
  | { readonly outputs: readonly HostTensor[] }
  | { readonly failure: { readonly code: string; readonly message: string } };

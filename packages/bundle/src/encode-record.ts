import { canonicalJson, type Activation, type Json, type Network, type Preprocess, type Task } from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import { writeBundle } from './bundle-file.js';
import { BUNDLE_FORMAT } from './bundle-record.js';
import { checkModel } from './check-model.js';
import { parseRecord } from './parse-record.js';
import { version } from './version.js';

/** What a bundle says, of which this is looked into; the rest is plain data. */
export interface BundleContent {
  readonly network: Network;
  readonly cut: string;
  readonly activation: Activation;
  readonly task: Task;
  readonly preprocess: Pick<Preprocess<never>, 'kind' | 'spec'>;
  /** Of what took part so far; this version of Graft is added. */
  readonly versions: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/**
 * Checks what a bundle is to say, and writes it.
 *
 * @throws GraftError where the network cannot predict the task, 'bundle-invalid' where names are missing or double
 */
export function encodeRecord(content: BundleContent): Uint8Array<ArrayBuffer> {
  checkModel(content);
  const { network, preprocess, versions, ...rest } = content;
  const { name, inputs, layers, outputs } = network;
  const record = {
    ...rest,
    format: BUNDLE_FORMAT,
    network: { name, inputs, layers, outputs },
    preprocess: { kind: preprocess.kind, spec: preprocess.spec },
    versions: { ...versions, graft: version },
  };
  // Interfaces have no index signature, so the compiler cannot see that all of this is plain data; parseRecord does.
  const text = canonicalJson(record as unknown as Json);
  parseRecord(text);
  const used = listWeights(network);
  return writeBundle(text, new Map([...network.weights].filter(([weight]) => used.has(weight))));
}

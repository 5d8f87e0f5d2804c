import type { Json } from '@graftjs/core';
import { canonicalJson } from '@graftjs/core';
import { writeBundle } from './bundle-file.js';
import { BUNDLE_FORMAT } from './bundle-record.js';
import { checkModel } from './check-model.js';
import type { Bundle } from './decode-bundle.js';
import { parseRecord } from './parse-record.js';
import { version } from './version.js';

/**
 * Writes a bundle again, changed: with a class added, say. What it says of itself must follow the change: another network has
 * other metrics.
 *
 * @param bundle as `decodeBundle` gave it, with other members in place of its own
 * @throws GraftError where the network cannot predict the task, 'bundle-invalid' where names are missing or double
 * @example
 * const task = { ...bundle.task, labels: [...bundle.task.labels, 'tulip'] };
 * const bytes = rewriteBundle({ ...bundle, network: addClass(bundle.network, features), task, metrics: null });
 */
export function rewriteBundle<Input>(bundle: Bundle<Input>): Uint8Array<ArrayBuffer> {
  checkModel(bundle);
  const { network, preprocess, modality: _, ...rest } = bundle;
  const { weights, ...topology } = network;
  const record = {
    ...rest,
    format: BUNDLE_FORMAT,
    network: topology,
    preprocess: { kind: preprocess.kind, spec: preprocess.spec },
    versions: { ...bundle.versions, graft: version },
  };
  // As in encodeBundle: parseRecord sees that all of this is plain data.
  const text = canonicalJson(record as unknown as Json);
  parseRecord(text);
  return writeBundle(text, weights);
}

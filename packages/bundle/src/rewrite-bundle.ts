import type { Bundle } from './decode-bundle.js';
import { encodeRecord } from './encode-record.js';

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
export function rewriteBundle<Input>({ modality: _, ...content }: Bundle<Input>): Uint8Array<ArrayBuffer> {
  return encodeRecord({ ...content });
}

import type { HostTensor, Json, Network } from '@graftjs/core';
import { canonicalJson, formatShape, GraftError } from '@graftjs/core';
import { checkComplete, checkFinite, checkNetwork, listWeights } from '@graftjs/network';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';
import * as v from 'valibot';
import { checkRecord, parseRecordJson } from '../network-file/json-record.js';
import { networkTopology } from '../network-file/network-topology.js';
import { version } from '../version.js';

/** The member of the metadata that makes weights a network. */
export const NETWORK_KEY = 'graft-network';

/** Raised whenever an older reader would misunderstand a file. */
const FORMAT = 1;

const record = v.strictObject({ format: v.literal(FORMAT), graft: v.string(), network: networkTopology });
const anyRecord = v.looseObject({ format: v.number(), graft: v.string() });

/** A network as a safetensors file describes it, and what else the file says. */
export interface NetworkSafetensors {
  readonly network: Network;
  /** All of the file's metadata but the network. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Writes a network with its weights as one safetensors file: weights as tensors by their names, the network as JSON in the
 * metadata. No value changes a bit, and the same network always gives the same bytes.
 *
 * @param metadata what else the file says of itself; default: nothing
 * @throws GraftError 'missing-weight' that lists all without values; what `checkNetwork` and `writeSafetensors` throw
 * @example
 * await writeFile('model.safetensors', writeNetworkSafetensors(network));
 */
export function writeNetworkSafetensors(
  network: Network,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  checkNetwork(network);
  checkComplete(network);
  const used = listWeights(network);
  const { name, inputs, layers, outputs } = network;
  // Interfaces have no index signature, so the compiler cannot see that all of this is plain data.
  const described = { format: FORMAT, graft: version, network: { name, inputs, layers, outputs } } as unknown as Json;
  const weights = new Map([...network.weights].filter(([weight]) => used.has(weight)));
  return writeSafetensors(weights, new Map([...metadata, [NETWORK_KEY, canonicalJson(described)]]));
}

/**
 * Reads what `writeNetworkSafetensors` wrote, and trusts nothing in it.
 *
 * @param bytes the whole file; nothing that is returned shares memory with it
 * @throws GraftError 'no-architecture' for weights alone, 'is-bundle', 'network-too-new', 'network-invalid', 'weights-mismatch' that lists all
 *   missing, misshapen and surplus ones, 'bad-weight-values' for NaN and infinity; what `readSafetensors` throws
 */
export function readNetworkSafetensors(bytes: Uint8Array): NetworkSafetensors {
  const { tensors, metadata } = readSafetensors(bytes);
  const text = metadata.get(NETWORK_KEY);
  if (text === undefined) throw withoutArchitecture(metadata);
  const network = { ...parseNetwork(text), weights: tensors };
  checkWeights(network);
  for (const [name, tensor] of tensors) checkFinite(name, tensor);
  return { network, metadata: new Map([...metadata].filter(([key]) => key !== NETWORK_KEY)) };
}

function withoutArchitecture(metadata: ReadonlyMap<string, string>): GraftError {
  if (metadata.has('graft')) {
    return new GraftError(
      'is-bundle',
      'This safetensors file is a bundle, which has more to it than a network. Open it with loadBundle of @graftjs/bundle.',
    );
  }
  return new GraftError(
    'no-architecture',
    'This safetensors file holds weights alone, without the network that they belong to. Build the network, or name it, and give it this file as its weights.',
  );
}

function parseNetwork(text: string): Omit<Network, 'weights'> {
  const value = parseRecordJson(text, invalid);
  const any = v.safeParse(anyRecord, value);
  if (any.success && any.output.format > FORMAT) {
    throw new GraftError(
      'network-too-new',
      `This network has format ${any.output.format}, written by Graft ${any.output.graft}; this is Graft ${version}, which reads format ${FORMAT}. Update Graft to use it.`,
    );
  }
  return checkRecord(text, value, record, invalid).network;
}

function checkWeights(network: Network): void {
  const roles = whatIsInvalid(() => {
    checkNetwork({ ...network, weights: new Map() });
    return listWeights(network);
  });
  const shapeOf = (tensor: HostTensor): string => formatShape(tensor.shape);
  const wrong = [...roles].flatMap(([name, { shape }]) => {
    const found = network.weights.get(name);
    if (found === undefined) return [`"${name}" (${formatShape(shape)}) is missing`];
    return found.shape.join() === shape.join()
      ? []
      : [`"${name}" is ${shapeOf(found)} instead of ${formatShape(shape)}`];
  });
  const surplus = [...network.weights].filter(([name]) => !roles.has(name));
  const all = [...wrong, ...surplus.map(([name, tensor]) => `"${name}" (${shapeOf(tensor)}) belongs to no layer`)];
  if (all.length === 0) return;
  throw new GraftError('weights-mismatch', `The weights do not fit the network: ${all.join('; ')}.`);
}

function whatIsInvalid<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof GraftError)) throw cause;
    throw new GraftError('network-invalid', `This network's description is not valid. ${cause.message}`, { cause });
  }
}

function invalid(reason: string): GraftError {
  return new GraftError('network-invalid', `This network's description is not valid: ${reason}.`);
}

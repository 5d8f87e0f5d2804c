import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json } from './json.js';
import type { HostTensor } from './tensor.js';

/** Collects what decides a result and names it by a SHA-256. The order of what is added matters. */
export interface Fingerprint {
  /** Adds a JSON value; the order of keys in objects does not matter. */
  json(value: Json): Fingerprint;
  /** Adds bytes, with their number, so that neighbours cannot run into each other. */
  bytes(value: Uint8Array): Fingerprint;
  /** Adds named tensors: names, types, shapes and every byte. The order of the names does not matter. */
  tensors(value: ReadonlyMap<string, HostTensor>): Fingerprint;
  /** @returns 64 hexadecimal digits */
  hex(): string;
}

/** Starts an empty fingerprint. */
export function fingerprint(): Fingerprint {
  const hash = sha256.create();
  const self: Fingerprint = {
    json: (value) => self.bytes(utf8ToBytes(canonicalJson(value))),
    bytes(value) {
      hash.update(utf8ToBytes(`${value.byteLength}:`));
      hash.update(value);
      return self;
    },
    tensors(value) {
      for (const name of [...value.keys()].sort()) {
        const tensor = value.get(name);
        if (tensor === undefined) continue;
        self.json([name, tensor.dtype, tensor.shape]).bytes(bytesOf(tensor));
      }
      return self;
    },
    hex: () => bytesToHex(hash.clone().digest()),
  };
  return self;
}

/** JSON with sorted keys and no white space: equal values give equal text. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** The bytes of a tensor's values as they lie in memory; a view, not a copy. */
export function bytesOf(tensor: HostTensor): Uint8Array<ArrayBuffer> {
  return new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

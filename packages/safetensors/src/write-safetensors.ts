import type { HostTensor } from '@graftjs/core';
import { bytesOf, GraftError, sizeOf } from '@graftjs/core';
import { elementTypes } from './element-types.js';
import { LENGTH_BYTES, MAX_HEADER_BYTES } from './read-safetensors.js';

/**
 * Writes a safetensors file; the same tensors and metadata always give the same bytes, whatever their order in the maps.
 *
 * Wide elements come first, then names in order, as in the reference implementation, so every tensor is aligned.
 *
 * @param metadata default: none
 * @throws GraftError 'safetensors-forbidden-key', 'safetensors-number', 'safetensors-size', 'safetensors-header-size'
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, HostTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array<ArrayBuffer> {
  for (const [name, tensor] of tensors) checkTensor(name, tensor);
  const ordered = [...tensors].sort(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1));

  const header = encodeHeader(ordered, metadata);
  const total = ordered.reduce((sum, [, tensor]) => sum + tensor.data.byteLength, LENGTH_BYTES + header.length);
  const file = new Uint8Array(total);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, LENGTH_BYTES);
  let position = LENGTH_BYTES + header.length;
  for (const [, tensor] of ordered) {
    file.set(bytesOf(tensor), position);
    position += tensor.data.byteLength;
  }
  return file;
}

/** The JSON header, filled up with spaces so that the data begin at a multiple of 8 bytes. */
function encodeHeader(
  tensors: readonly (readonly [string, HostTensor])[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const members: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => {
        checkKey('metadata', key);
        return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
      });
    members.push(`"__metadata__":{${pairs.join(',')}}`);
  }
  let begin = 0;
  for (const [name, tensor] of tensors) {
    const end = begin + tensor.data.byteLength;
    const entry = { dtype: elementTypes[rank(tensor)]?.file, shape: tensor.shape, data_offsets: [begin, end] };
    // Joined as text: an object would put names that look like numbers first.
    members.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    begin = end;
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  if (padded.length > MAX_HEADER_BYTES) {
    throw new GraftError(
      'safetensors-header-size',
      `Names, shapes and metadata take ${padded.length} bytes; a safetensors header may have at most ${MAX_HEADER_BYTES}.`,
    );
  }
  return padded;
}

function checkTensor(name: string, { shape, data }: HostTensor): void {
  checkKey('tensor', name);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new GraftError(
      'safetensors-number',
      `Tensor "${name}" has the shape [${shape.join(', ')}]; only whole numbers from 0 to 2^53 - 1 are allowed.`,
    );
  }
  if (sizeOf(shape) !== data.length) {
    throw new GraftError(
      'safetensors-size',
      `Tensor "${name}" of shape [${shape.join(', ')}] needs ${sizeOf(shape)} values; it has ${data.length}.`,
    );
  }
}

function checkKey(kind: 'tensor' | 'metadata', key: string): void {
  const reserved = kind === 'tensor' ? ['__proto__', '__metadata__'] : ['__proto__'];
  if (!reserved.includes(key)) return;
  throw new GraftError('safetensors-forbidden-key', `"${key}" cannot be a ${kind} name in a safetensors file.`);
}

function rank({ dtype }: HostTensor): number {
  return elementTypes.findIndex((type) => type.dtype === dtype);
}

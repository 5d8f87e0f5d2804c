import type { HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { parseHeader } from './parse-header.js';
import type { TensorEntry } from './parse-header.js';

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes of the header's length, before the header. */
export const LENGTH_BYTES = 8;
/** The longest header that is read or written, in bytes. */
export const MAX_HEADER_BYTES = 10_000_000;

/**
 * Reads a safetensors file strictly: every byte is accounted for, nothing is guessed.
 *
 * @param bytes the whole file; nothing that is returned shares memory with it
 * @returns tensors in the order of their bytes
 * @throws GraftError 'safetensors-truncated' where the file ends early, else 'safetensors-…' that says what is wrong
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * const { tensors, metadata } = readSafetensors(await readFile('weights.safetensors'));
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const headerEnd = LENGTH_BYTES + readHeaderLength(bytes);
  const { tensors: entries, metadata } = parseHeader(decodeUtf8(bytes.subarray(LENGTH_BYTES, headerEnd)));
  const data = bytes.subarray(headerEnd);
  checkLayout(entries, data.length);
  return { tensors: new Map(entries.map((entry) => [entry.name, readTensor(entry, data)])), metadata };
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new GraftError(
      'safetensors-truncated',
      `A safetensors file begins with ${LENGTH_BYTES} bytes that give the length of its header; this one has ${bytes.length} bytes in all.`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  if (length < 2n || length > BigInt(MAX_HEADER_BYTES)) {
    throw new GraftError(
      'safetensors-header-size',
      `The first 8 bytes say that the safetensors header is ${length} bytes long; it must be 2 to ${MAX_HEADER_BYTES}. Is this a safetensors file?`,
    );
  }
  const present = bytes.length - LENGTH_BYTES;
  if (length > BigInt(present)) {
    throw new GraftError(
      'safetensors-truncated',
      `The safetensors header should be ${length} bytes long, but only ${present} bytes follow. The file is cut short.`,
    );
  }
  return Number(length);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // A byte order mark is kept, so that it is refused as JSON.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GraftError('safetensors-encoding', 'The safetensors header is not valid UTF-8.', { cause });
  }
}

function checkLayout(entries: readonly TensorEntry[], available: number): void {
  let position = 0;
  let before = 'the header';
  for (const { name, begin, end } of entries) {
    if (begin < position) {
      throw new GraftError(
        'safetensors-offsets',
        `Tensor "${name}" begins at byte ${begin}, inside ${before}, which ends at ${position}. Tensors may not overlap.`,
      );
    }
    if (begin > position) {
      throw new GraftError(
        'safetensors-offsets',
        `Bytes ${position} to ${begin} between ${before} and tensor "${name}" belong to no tensor. Gaps are not allowed.`,
      );
    }
    if (end > available) {
      throw new GraftError(
        'safetensors-truncated',
        `Tensor "${name}" ends at byte ${end} of the data, but the file has only ${available}. The file is cut short.`,
      );
    }
    position = end;
    before = `tensor "${name}"`;
  }
  if (position < available) {
    throw new GraftError(
      'safetensors-trailing-bytes',
      `The data should end with ${before} at byte ${position}, but go on to byte ${available}. Trailing bytes are not allowed.`,
    );
  }
}

function readTensor({ type, shape, begin, end }: TensorEntry, data: Uint8Array): HostTensor {
  // Into memory of its own: typed arrays need aligned offsets, files do not promise them.
  const copy = new Uint8Array(end - begin);
  copy.set(data.subarray(begin, end));
  switch (type.dtype) {
    case 'float32':
      return { dtype: type.dtype, shape, data: new Float32Array(copy.buffer) };
    case 'int32':
      return { dtype: type.dtype, shape, data: new Int32Array(copy.buffer) };
    case 'float16':
      return { dtype: type.dtype, shape, data: new Uint16Array(copy.buffer) };
  }
}

import { GraftError, listNearest } from '@graftjs/core';
import { elementTypes } from './element-types.js';
import type { ElementType } from './element-types.js';
import { parseStrictJson } from './strict-json.js';

export interface Header {
  /** In the order of their bytes. */
  readonly tensors: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

export interface TensorEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header, and the one after the last. */
  readonly begin: number;
  readonly end: number;
}

const fields = ['dtype', 'shape', 'data_offsets'];

/**
 * Reads the JSON header of a safetensors file and checks each entry by itself; where the entries lie is left to the caller.
 *
 * @param text the header, with any padding
 * @throws GraftError 'safetensors-…' that names the entry
 */
export function parseHeader(text: string): Header {
  const header = parseStrictJson(text);
  if (!isObject(header)) {
    throw new GraftError(
      'safetensors-json',
      `The safetensors header is ${describe(header)}; it must be a JSON object.`,
    );
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = Object.entries(entries).map(([name, entry]) => parseEntry(name, entry));
  return { tensors: tensors.sort((a, b) => a.begin - b.begin || a.end - b.end), metadata: parseMetadata(metadata) };
}

function parseMetadata(metadata: unknown): Map<string, string> {
  if (!isObject(metadata)) {
    throw new GraftError(
      'safetensors-metadata',
      `"__metadata__" is ${describe(metadata)}; it must be an object whose values are strings.`,
    );
  }
  const parsed = new Map<string, string>();
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') {
      throw new GraftError('safetensors-metadata', `Metadata "${key}" is ${describe(value)}; it must be a string.`);
    }
    parsed.set(key, value);
  }
  return parsed;
}

function parseEntry(name: string, entry: unknown): TensorEntry {
  if (!isObject(entry)) {
    throw new GraftError(
      'safetensors-entry',
      `Tensor "${name}" is described by ${describe(entry)}; it must be an object with ${fields.join(', ')}.`,
    );
  }
  for (const field of fields) {
    if (!Object.hasOwn(entry, field)) {
      throw new GraftError('safetensors-entry', `Tensor "${name}" has no "${field}". It needs ${fields.join(', ')}.`);
    }
  }
  for (const key of Object.keys(entry)) {
    if (!fields.includes(key)) {
      throw new GraftError(
        'safetensors-entry',
        `Tensor "${name}" has an unknown field "${key}". Only ${fields.join(', ')} are allowed.`,
      );
    }
  }
  const type = parseType(name, entry['dtype']);
  const shape = parseNumbers(name, 'shape', entry['shape']);
  const offsets = parseNumbers(name, 'data_offsets', entry['data_offsets']);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) {
    throw new GraftError(
      'safetensors-offsets',
      `Tensor "${name}" has ${offsets.length} data_offsets; it must have two: the first byte and the one after the last.`,
    );
  }
  if (begin > end) {
    throw new GraftError('safetensors-offsets', `Tensor "${name}" ends at byte ${end}, before it begins at ${begin}.`);
  }
  const bytes = countBytes(name, shape, type);
  if (end - begin !== bytes) {
    throw new GraftError(
      'safetensors-size',
      `Tensor "${name}" of shape [${shape.join(', ')}] and dtype ${type.file} needs ${bytes} bytes, but its data_offsets span ${end - begin}.`,
    );
  }
  return { name, type, shape, begin, end };
}

function parseType(name: string, dtype: unknown): ElementType {
  const type = elementTypes.find(({ file }) => file === dtype);
  if (type) return type;
  const supported = elementTypes.map(({ file }) => file);
  const hint = typeof dtype === 'string' ? listNearest(dtype, supported, supported.length) : supported;
  throw new GraftError(
    'safetensors-dtype',
    `Tensor "${name}" has the dtype ${describe(dtype)}, which is not supported. Store it as one of: ${hint.join(', ')}.`,
  );
}

function parseNumbers(name: string, field: string, value: unknown): readonly number[] {
  if (!Array.isArray(value)) {
    throw new GraftError(
      'safetensors-number',
      `Tensor "${name}" has the ${field} ${describe(value)}; it must be a list of whole numbers.`,
    );
  }
  return value.map((item: unknown) => {
    if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item;
    throw new GraftError(
      'safetensors-number',
      `Tensor "${name}" has ${describe(item)} in its ${field}; only whole numbers from 0 to 2^53 - 1 are allowed.`,
    );
  });
}

function countBytes(name: string, shape: readonly number[], type: ElementType): number {
  const bytes = shape.reduce((product, length) => product * length, type.bytes);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new GraftError(
    'safetensors-size',
    `Tensor "${name}" of shape [${shape.join(', ')}] and dtype ${type.file} is larger than any file can be.`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return JSON.stringify(value) ?? 'missing';
}

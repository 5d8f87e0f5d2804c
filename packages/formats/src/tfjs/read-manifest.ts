import type { Json } from '@graftjs/core';
import { GraftError, sizeOf } from '@graftjs/core';
import type { JsonObject } from '../keras/parse-json.js';
import { isList, isObject } from '../keras/parse-json.js';
import { isShardPath } from './check-shard-path.js';

/** How whole numbers in a file stand for values: `number * scale + min`. */
export type Quantization =
  { readonly dtype: 'uint8' | 'uint16'; readonly scale: number; readonly min: number } | { readonly dtype: 'float16' };

/** A weight as the manifest describes it. */
export interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization: Quantization | undefined;
  /** Bytes in the file. */
  readonly bytes: number;
  /** Whether it is of a training that was saved with the model, and of no use here. */
  readonly isOfOptimizer: boolean;
}

/** Weights that lie one after the other in files that follow one another. */
export interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

const MOST_SHOWN = 50;

/**
 * Reads the list of weights of a `model.json`. Nothing is opened.
 *
 * @param manifest `weightsManifest`
 * @throws GraftError 'tfjs-path' for paths that could lead out of the model's folder, else 'tfjs-manifest'; each lists all
 *   that is wrong
 */
export function readManifest(manifest: Json | undefined): readonly ManifestGroup[] {
  const escapes: string[] = [];
  const faults: string[] = [];
  const names = new Set<string>();
  const files = new Set<string>();
  const addTo = (known: Set<string>, name: string, what: string): void => {
    if (known.has(name)) faults.push(`${what} ${JSON.stringify(name)} is listed twice`);
    known.add(name);
  };
  if (!isList(manifest)) {
    throw new GraftError(
      'tfjs-manifest',
      'This model.json has no list "weightsManifest", so it does not say where its weights are. Save the model with model.save() of TensorFlow.js.',
    );
  }
  const groups = manifest.map((group, at): ManifestGroup => {
    const { paths, weights } = isObject(group) ? group : {};
    if (!isList(paths) || !isList(weights)) {
      faults.push(`group ${at + 1} is not a list of paths and a list of weights`);
      return { paths: [], weights: [] };
    }
    const plain = paths.filter((path): path is string => {
      if (typeof path === 'string' && isShardPath(path)) return true;
      escapes.push(JSON.stringify(path));
      return false;
    });
    for (const path of plain) addTo(files, path, 'the file');
    const read = weights.flatMap((weight) => readWeight(weight, `weight ${names.size + 1}`, faults) ?? []);
    for (const { name } of read) addTo(names, name, 'the weight');
    return { paths: plain, weights: read };
  });
  if (escapes.length > 0) {
    throw new GraftError(
      'tfjs-path',
      `The weights manifest names ${listSome(escapes)}. Only plain names of files in the model's own folder are opened: no way out of it, no address, nothing escaped.`,
    );
  }
  if (faults.length > 0) {
    throw new GraftError('tfjs-manifest', `The weights manifest cannot be read: ${listSome(faults, '; ')}.`);
  }
  return groups;
}

/** The first fifty, and how many more there are. */
export function listSome(items: readonly string[], between = ', '): string {
  const more = items.length > MOST_SHOWN ? `${between}and ${items.length - MOST_SHOWN} more` : '';
  return `${items.slice(0, MOST_SHOWN).join(between)}${more}`;
}

const fields = ['name', 'shape', 'dtype', 'group', 'quantization'];
const bytesOfType: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function readWeight(weight: Json, place: string, faults: string[]): ManifestWeight | undefined {
  const before = faults.length;
  const { name, shape, dtype, group, quantization: given }: JsonObject = isObject(weight) ? weight : {};
  const isNamed = typeof name === 'string' && name !== '' && name !== '__proto__' && name.length <= 4096;
  const what = isNamed ? `weight "${name}"` : place;
  if (!isNamed) faults.push(`${place} has the name ${JSON.stringify(name)?.slice(0, 80)}`);
  const lengths = readShape(shape);
  if (lengths === undefined) faults.push(`${what} has the shape ${JSON.stringify(shape)}, which no file can hold`);
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    const isKnown = dtype === 'string' || dtype === 'complex64';
    const hint = isKnown ? 'networks hold numbers, float32, int32 or bool' : 'allowed are float32, int32 and bool';
    faults.push(`${what} holds ${JSON.stringify(dtype)}; ${hint}`);
    return undefined;
  }
  const quantization = given === undefined ? undefined : readQuantization(given);
  if (given !== undefined && (quantization === undefined || !isOf(quantization, dtype))) {
    const allowed = 'allowed are uint8 and uint16 with finite scale and min, and float16 for float32';
    faults.push(`${what} (${dtype}) is quantized as ${JSON.stringify(given).slice(0, 200)}; ${allowed}`);
  }
  for (const key of isObject(weight) ? Object.keys(weight) : []) {
    if (!fields.includes(key)) faults.push(`${what} has an unknown field "${key}"; known are ${fields.join(', ')}`);
  }
  if (!isNamed || lengths === undefined || faults.length > before) return undefined;
  const bytes = sizeOf(lengths) * (bytesOfType[quantization?.dtype ?? dtype] ?? 0);
  return { name, shape: lengths, dtype, quantization, bytes, isOfOptimizer: group === 'optimizer' };
}

/** Lengths of axes whose product, in bytes, is a whole number that JavaScript can hold. */
function readShape(shape: Json | undefined): readonly number[] | undefined {
  const isLength = (length: Json): length is number =>
    typeof length === 'number' && Number.isSafeInteger(length) && length >= 0;
  if (!isList(shape) || !shape.every(isLength)) return undefined;
  // Zero axes would hide what the others ask for.
  return Number.isSafeInteger(4 * sizeOf(shape.filter((length) => length > 0))) ? shape : undefined;
}

function readQuantization(value: Json): Quantization | undefined {
  const { dtype, scale, min } = isObject(value) ? value : {};
  if (dtype === 'float16') return { dtype };
  const isKnown = dtype === 'uint8' || dtype === 'uint16';
  return isKnown && Number.isFinite(scale) && Number.isFinite(min)
    ? { dtype, scale: Number(scale), min: Number(min) }
    : undefined;
}

function isOf({ dtype }: Quantization, of: ManifestWeight['dtype']): boolean {
  return of === 'float32' || (of === 'int32' && dtype !== 'float16');
}

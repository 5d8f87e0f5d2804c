import type { HostTensor, Json, RandomStream } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import type { Option } from './options.js';

/** How a weight is drawn before training. */
export type Initializer =
  | { readonly constant: number }
  | VarianceScaling
  | Spread
  | { readonly orthogonal: true }
  /** Equal parts of the last axis, each drawn by its own rule. */
  | { readonly parts: readonly Initializer[] }
  /** As if its shape were this one: [inputs, outputs] of a kernel of more axes. */
  | { readonly shape: readonly [number, number]; readonly rule: Initializer };

/** Random numbers around zero: their largest size when uniform, else their standard deviation. */
interface Spread {
  readonly spread: number;
  readonly distribution: VarianceScaling['distribution'];
}

/** Random numbers whose variance is `scale` / fan. Keras 3, `keras/src/initializers/random_initializers.py`. */
interface VarianceScaling {
  readonly scale: number;
  readonly mode: 'fan_in' | 'fan_out' | 'fan_avg';
  readonly distribution: 'truncated_normal' | 'untruncated_normal' | 'uniform';
}

const named: Readonly<Record<string, Initializer>> = {
  zeros: { constant: 0 },
  ones: { constant: 1 },
  glorot_uniform: { scale: 1, mode: 'fan_avg', distribution: 'uniform' },
  glorot_normal: { scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' },
  he_uniform: { scale: 2, mode: 'fan_in', distribution: 'uniform' },
  he_normal: { scale: 2, mode: 'fan_in', distribution: 'truncated_normal' },
  lecun_uniform: { scale: 1, mode: 'fan_in', distribution: 'uniform' },
  lecun_normal: { scale: 1, mode: 'fan_in', distribution: 'truncated_normal' },
  uniform: { spread: 0.05, distribution: 'uniform' },
  random_uniform: { spread: 0.05, distribution: 'uniform' },
  random_normal: { spread: 0.05, distribution: 'untruncated_normal' },
  orthogonal: { orthogonal: true },
};

/** The standard deviation of a standard normal number cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/**
 * An initializer option, by Keras name or as Keras writes VarianceScaling.
 *
 * @param fallback the name that applies when the option is left out
 */
export function initializer(
  fallback: 'zeros' | 'ones' | 'glorot_uniform' | 'orthogonal' | 'uniform',
): Option<Initializer> {
  return {
    allowed:
      Object.keys(named)
        .map((name) => `"${name}"`)
        .join(', ') +
      ', or { "class_name": "VarianceScaling", "config": { "scale", "mode": "fan_in" | "fan_out" | "fan_avg", ' +
      '"distribution": "truncated_normal" | "untruncated_normal" | "uniform" } }',
    read: (value) =>
      typeof value === 'string' ? (Object.hasOwn(named, value) ? named[value] : undefined) : readScaling(value),
    fallback: { value: named[fallback] ?? { constant: 0 } },
  };
}

/**
 * Draws a weight.
 *
 * @param shape its last two axes are inputs and outputs; axes before them are the window of a convolution
 * @returns float32
 */
export function drawWeight(rule: Initializer, shape: readonly number[], stream: RandomStream): HostTensor {
  return { dtype: 'float32', shape, data: drawValues(rule, shape, stream) };
}

function drawValues(rule: Initializer, shape: readonly number[], stream: RandomStream): Float32Array<ArrayBuffer> {
  if ('shape' in rule) return drawValues(rule.rule, rule.shape, stream);
  if ('parts' in rule) return drawParts(rule.parts, shape, stream);
  if ('orthogonal' in rule) return drawOrthogonal(shape, stream);
  const data = new Float32Array(sizeOf(shape));
  if ('constant' in rule) return data.fill(rule.constant);
  const deviation = 'spread' in rule ? rule.spread : Math.sqrt(rule.scale / Math.max(1, fan(rule.mode, shape)));
  const bound = 'spread' in rule ? rule.spread : Math.sqrt(3) * deviation;
  const draw = {
    uniform: () => (2 * stream.uniform() - 1) * bound,
    untruncated_normal: () => stream.normal() * deviation,
    truncated_normal: () => (truncatedNormal(stream) * deviation) / TRUNCATED_DEVIATION,
  }[rule.distribution];
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return data;
}

function fan(mode: VarianceScaling['mode'], shape: readonly number[]): number {
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? outputs;
  const window = sizeOf(shape.slice(0, -2));
  return { fan_in: inputs * window, fan_out: outputs * window, fan_avg: ((inputs + outputs) * window) / 2 }[mode];
}

function drawParts(
  rules: readonly Initializer[],
  shape: readonly number[],
  stream: RandomStream,
): Float32Array<ArrayBuffer> {
  const length = (shape.at(-1) ?? 1) / rules.length;
  const rows = sizeOf(shape.slice(0, -1));
  const data = new Float32Array(sizeOf(shape));
  rules.forEach((rule, part) => {
    const values = drawValues(rule, [...shape.slice(0, -1), length], stream);
    for (let row = 0; row < rows; row++) {
      const at = (row * rules.length + part) * length;
      data.set(values.subarray(row * length, (row + 1) * length), at);
    }
  });
  return data;
}

/** Rows, or columns where there are more rows, of length 1 and at right angles (Saxe et al. 2014; by Gram and Schmidt). */
function drawOrthogonal(shape: readonly number[], stream: RandomStream): Float32Array<ArrayBuffer> {
  const columns = shape.at(-1) ?? 1;
  const rows = sizeOf(shape) / columns;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => stream.normal());
    // Twice, since the first time leaves rounding errors.
    for (const other of [...vectors, ...vectors]) {
      const along = dot(vector, other);
      vector.forEach((value, i) => (vector[i] = value - along * (other[i] ?? 0)));
    }
    const size = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / size));
  }
  const at = (row: number, column: number): number =>
    (rows <= columns ? vectors[row]?.[column] : vectors[column]?.[row]) ?? 0;
  return Float32Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function truncatedNormal(stream: RandomStream): number {
  let drawn = stream.normal();
  while (Math.abs(drawn) > 2) drawn = stream.normal();
  return drawn;
}

function readScaling(value: Json): Initializer | undefined {
  if (!hasExactly(value, ['class_name', 'config']) || value['class_name'] !== 'VarianceScaling') return undefined;
  const config = value['config'];
  if (config === undefined || !hasExactly(config, ['scale', 'mode', 'distribution'])) return undefined;
  const { scale, mode, distribution } = config;
  if (typeof scale !== 'number' || !(scale > 0)) return undefined;
  if (mode !== 'fan_in' && mode !== 'fan_out' && mode !== 'fan_avg') return undefined;
  if (distribution !== 'truncated_normal' && distribution !== 'untruncated_normal' && distribution !== 'uniform') {
    return undefined;
  }
  return { scale, mode, distribution };
}

function hasExactly(value: Json, keys: readonly string[]): value is Readonly<Record<string, Json>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = Object.keys(value);
  return given.length === keys.length && keys.every((key) => given.includes(key));
}

import type { HostTensor, Json, RandomStream } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';
import type { Option } from './options.js';

/** How a weight is drawn before training. */
export type Initializer = { readonly constant: number } | VarianceScaling;

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
};

/** The standard deviation of a standard normal number cut off at two standard deviations. */
const TRUNCATED_DEVIATION = 0.8796256610342398;

/**
 * An initializer option, by Keras name or as Keras writes VarianceScaling.
 *
 * @param fallback the name that applies when the option is left out
 */
export function initializer(fallback: 'zeros' | 'ones' | 'glorot_uniform'): Option<Initializer> {
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
  const data = new Float32Array(sizeOf(shape));
  if ('constant' in rule) return { dtype: 'float32', shape, data: data.fill(rule.constant) };
  const variance = rule.scale / Math.max(1, fan(rule.mode, shape));
  const draw = {
    uniform: () => (2 * stream.uniform() - 1) * Math.sqrt(3 * variance),
    untruncated_normal: () => stream.normal() * Math.sqrt(variance),
    truncated_normal: () => (truncatedNormal(stream) * Math.sqrt(variance)) / TRUNCATED_DEVIATION,
  }[rule.distribution];
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return { dtype: 'float32', shape, data };
}

function fan(mode: VarianceScaling['mode'], shape: readonly number[]): number {
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? outputs;
  const window = sizeOf(shape.slice(0, -2));
  return { fan_in: inputs * window, fan_out: outputs * window, fan_avg: ((inputs + outputs) * window) / 2 }[mode];
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

import type { HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import type { ManifestWeight } from './read-manifest.js';

/**
 * Turns the bytes of a weight into values: exactly those of TensorFlow.js where they are quantized as whole numbers.
 * float16 keeps its bits, and a bool is 0 or 1.
 *
 * @param bytes as many as the weight has; not needed afterwards
 * @throws GraftError 'bad-weight-values' for what the type cannot hold
 */
export function decodeWeight(weight: ManifestWeight, bytes: Uint8Array<ArrayBuffer>): HostTensor {
  const { name, shape, dtype, quantization } = weight;
  if (quantization?.dtype === 'float16') return { dtype: 'float16', shape, data: new Uint16Array(bytes.buffer) };
  if (quantization !== undefined) {
    const { scale, min } = quantization;
    const numbers = quantization.dtype === 'uint8' ? bytes : new Uint16Array(bytes.buffer);
    if (dtype === 'float32') {
      const data = new Float32Array(numbers.length);
      // Ten times as fast as Float32Array.from with a function.
      for (let at = 0; at < data.length; at++) data[at] = (numbers[at] ?? 0) * scale + min;
      return { dtype, shape, data };
    }
    return { dtype: 'int32', shape, data: toWhole(name, numbers, (number) => Math.round(number * scale + min)) };
  }
  if (dtype === 'float32') return { dtype, shape, data: new Float32Array(bytes.buffer) };
  if (dtype === 'int32') return { dtype, shape, data: new Int32Array(bytes.buffer) };
  const odd = bytes.find((value) => value > 1);
  if (odd !== undefined) throw badValue(name, `${odd}, which is no bool`);
  return { dtype: 'int32', shape, data: Int32Array.from(bytes) };
}

function toWhole(name: string, numbers: Uint8Array | Uint16Array, of: (number: number) => number) {
  const whole = Int32Array.from(numbers, of);
  const wrong = numbers.findIndex((number, at) => of(number) !== whole[at]);
  if (wrong >= 0) throw badValue(name, `${of(numbers[wrong] ?? 0)}, which is no int32`);
  return whole;
}

function badValue(name: string, what: string): GraftError {
  return new GraftError('bad-weight-values', `The weight "${name}" holds ${what}.`);
}

import type { HostTensor } from '@graftjs/core';
import { sizeOf } from '@graftjs/core';

/** How many examples a backend computes at once, whatever the size of the batch that it is given. */
export interface PartRule {
  readonly size: number;
  /** Fills the last part up with zeros, so that all parts have the same shape. */
  readonly pad: boolean;
}

/**
 * The rule that makes an example's numbers the same in any batch, on wasm and cpu to the bit, and keeps memory small.
 *
 * wasm gives the same bits anyway; four examples at once are as fast as any number and need a quarter of the memory of 16.
 * TensorFlow chooses its kernels by shape, so one example alone and among seven others differ in the last bits: there all
 * parts have one shape, and eight reach 0.8 of the speed of 16; at another place in such a part, some networks still give an example other
 * last bits. WebGPU does so too, and WebGL compiles a program for each shape. Other backends compute a batch as it comes.
 *
 * @param backend as tfjs calls it
 */
export function partRule(backend: string): PartRule {
  if (backend === 'wasm') return { size: 4, pad: false };
  if (['tensorflow', 'webgpu', 'webgl'].includes(backend)) return { size: 8, pad: true };
  return { size: Infinity, pad: false };
}

/** One part of a batch: its inputs, and how many of their examples count. */
export interface BatchPart {
  readonly inputs: ReadonlyMap<string, HostTensor>;
  readonly count: number;
}

/** @param inputs of one batch length, checked already; parts share their memory where nothing is padded */
export function splitBatch(inputs: ReadonlyMap<string, HostTensor>, { size, pad }: PartRule): readonly BatchPart[] {
  const [first] = inputs.values();
  const total = first?.shape[0] ?? 0;
  const parts: BatchPart[] = [];
  for (let start = 0; start < total; start += size) {
    const count = Math.min(size, total - start);
    const part = [...inputs].map(([name, tensor]) => [name, slice(tensor, start, count, pad ? size : count)] as const);
    parts.push({ inputs: new Map(part), count });
  }
  return parts;
}

/** Puts the outputs of all parts together again, without the padding. */
export function joinParts(
  parts: readonly { readonly outputs: readonly HostTensor[]; readonly count: number }[],
): HostTensor[] {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const [first] = parts;
  return (first?.outputs ?? []).map((example, output) => {
    if (example.shape[0] === total) return example;
    const shape = [total, ...example.shape.slice(1)];
    const joined = empty(example, shape);
    let offset = 0;
    for (const { outputs, count } of parts) {
      const whole = outputs[output];
      if (whole === undefined) continue;
      const values = slice(whole, 0, count, count).data;
      joined.data.set(values, offset);
      offset += values.length;
    }
    return joined;
  });
}

/** `count` examples from `start` on, with zeros after them up to `length`. */
function slice(tensor: HostTensor, start: number, count: number, length: number): HostTensor {
  const rest = tensor.shape.slice(1);
  const step = sizeOf(rest);
  const data = tensor.data.subarray(start * step, (start + count) * step);
  if (length === count) return { ...tensor, shape: [length, ...rest], data } as HostTensor;
  const padded = empty(tensor, [length, ...rest]);
  padded.data.set(data);
  return padded;
}

function empty({ dtype }: HostTensor, shape: readonly number[]): HostTensor {
  const size = sizeOf(shape);
  if (dtype === 'int32') return { dtype, shape, data: new Int32Array(size) };
  if (dtype === 'float16') return { dtype, shape, data: new Uint16Array(size) };
  return { dtype, shape, data: new Float32Array(size) };
}

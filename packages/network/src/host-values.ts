import type { HostTensor } from '@graftjs/core';
import { float16ToFloat32, GraftError } from '@graftjs/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** The same values with float16 made float32; anything else is given back as it is. */
export function widen(host: HostTensor): Exclude<HostTensor, { readonly dtype: 'float16' }> {
  if (host.dtype !== 'float16') return host;
  return { dtype: 'float32', shape: host.shape, data: float16ToFloat32(host.data) };
}

/** A tensor on the current backend, float16 widened; the caller disposes it. */
export function toTensor(host: HostTensor): Tensor {
  const { dtype, shape, data } = widen(host);
  return tf.tensor(data, [...shape], dtype);
}

/**
 * The values of a tensor, copied to the host; the tensor stays with the caller.
 *
 * @throws GraftError 'bad-dtype' for anything but float32 and int32
 */
export async function toHost(tensor: Tensor): Promise<HostTensor> {
  const { dtype, shape } = tensor;
  if (dtype === 'float32') return { dtype, shape: [...shape], data: new Float32Array(await tensor.data<'float32'>()) };
  if (dtype === 'int32') return { dtype, shape: [...shape], data: new Int32Array(await tensor.data<'int32'>()) };
  throw new GraftError('bad-dtype', `A tensor of ${dtype} cannot come to the host; allowed: float32, int32.`);
}

import type { HostTensor } from '@graftjs/core';
import { GraftError } from '@graftjs/core';

const FLOAT16_EXPONENT = 0x7c00;
const FLOAT32_EXPONENT = 0x7f800000;

/**
 * Looks for NaN and infinity among a weight's values.
 *
 * @param name of the weight, for the message
 * @throws GraftError 'bad-weight-values'
 */
export function checkFinite(name: string, { dtype, data }: HostTensor): void {
  const at = dtype === 'int32' ? -1 : dtype === 'float16' ? findByExponent(data, FLOAT16_EXPONENT) : inFloat32(data);
  if (at < 0) return;
  throw new GraftError(
    'bad-weight-values',
    `The weight "${name}" holds NaN or infinity, first at element ${at}. A network with it answers nonsense; the training that left it went wrong.`,
  );
}

function inFloat32(data: Float32Array): number {
  return findByExponent(new Uint32Array(data.buffer, data.byteOffset, data.length), FLOAT32_EXPONENT);
}

/** The first that is NaN or infinite, by its exponent, which is ten times as fast as asking for each; -1 for none. */
function findByExponent(bits: Uint16Array | Uint32Array, exponent: number): number {
  for (let at = 0; at < bits.length; at++) {
    if (((bits[at] ?? 0) & exponent) === exponent) return at;
  }
  return -1;
}

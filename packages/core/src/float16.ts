const EXPONENT_BIAS = 15;

/** Every float16 has an exact float32, so the table of all 65,536 is the conversion. Built on first use. */
let table: Float32Array<ArrayBuffer> | undefined;

/**
 * Widens float16 bit patterns to float32. Exact: infinities and NaN included.
 *
 * @param bits IEEE 754 binary16 bit patterns
 * @returns one float32 for each
 */
export function float16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  table ??= Float32Array.from({ length: 0x10000 }, (_, pattern) => decode(pattern));
  const wide = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = table[bits[i] ?? 0] ?? 0;
  return wide;
}

function decode(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - EXPONENT_BIAS - 10);
  return sign * (1 + fraction / 1024) * 2 ** (exponent - EXPONENT_BIAS);
}

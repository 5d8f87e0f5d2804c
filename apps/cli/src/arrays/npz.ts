import { zipSync } from 'fflate';
import { dump } from 'npyjs';

/** An array as numpy has it; text becomes `<U…`. */
export type NpzArray = {
  readonly data: Float32Array | Int32Array | readonly string[];
  readonly shape: readonly number[];
};

/**
 * Arrays as one .npz file that `numpy.load` reads. Equal arrays give equal bytes: the zip carries a fixed date.
 *
 * @param arrays by the name that they get in Python
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpz(arrays: ReadonlyMap<string, NpzArray>): Uint8Array {
  const files = [...arrays].map(([name, { data, shape }]) => {
    const bytes =
      data instanceof Float32Array || data instanceof Int32Array ? dump(data, [...shape]) : dumpText(data, shape);
    return [`${name}.npy`, new Uint8Array(bytes)] as const;
  });
  // Features hardly compress, and stored arrays can be memory-mapped.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}

/** Code points, so that characters beyond 16 bits count once, as numpy counts them. */
function dumpText(texts: readonly string[], shape: readonly number[]): ArrayBuffer {
  const rows = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const width = Math.max(1, ...rows.map((row) => row.length));
  const codes = new Uint32Array(rows.length * width);
  rows.forEach((row, index) => {
    codes.set(row, index * width);
  });
  return dump(codes, [...shape], { dtype: `U${width}` });
}

/** Axis lengths, batch axis first. `null` is free: the batch, or a spatial axis that may change. */
export type BatchShape = readonly (number | null)[];
/** Axis lengths of one example: no batch axis. */
export type Shape = readonly (number | null)[];

/** Host values, row-major. `shape` `[]` is a scalar. float16 is kept as its 16 bits; a weight that trains becomes float32. */
export type HostTensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> }
  | { readonly dtype: 'float16'; readonly shape: readonly number[]; readonly data: Uint16Array<ArrayBuffer> }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array<ArrayBuffer> };

/** Number of elements: the product of the axis lengths, 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** `7 x 7 x 1280`; a free axis is shown as `?`, a scalar as `scalar`. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.map((length) => length ?? '?').join(' x ');
}

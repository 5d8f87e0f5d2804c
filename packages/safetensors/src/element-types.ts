import type { HostTensor } from '@graftjs/core';

/** What a `dtype` in a file stands for here. Listed in the order in which tensors are written: widest elements first. */
export const elementTypes = [
  { file: 'F32', dtype: 'float32', bytes: 4 },
  { file: 'I32', dtype: 'int32', bytes: 4 },
  { file: 'F16', dtype: 'float16', bytes: 2 },
] as const satisfies readonly { file: string; dtype: HostTensor['dtype']; bytes: number }[];

export type ElementType = (typeof elementTypes)[number];

import { pixelScales } from '@graftjs/images/pixel-scales';

/** Options that are one of some words, as the packages know them. Whatever is not here is typed. */
export const optionValues: Readonly<Record<string, readonly string[]>> = {
  preprocess: Object.keys(pixelScales),
  solver: ['direct', 'gradient'],
  output: ['softmax', 'sigmoid', 'binary'],
  activation: ['relu', 'silu', 'tanh'],
  schedule: ['constant', 'cosine', 'one-cycle'],
  batchNorm: ['frozen', 'affine', 'train'],
  flip: ['horizontal', 'vertical', 'both'],
};

/** Options whose value is a list, also of one. */
export const listOptions: ReadonlySet<string> = new Set(['units']);

export { assignSplit } from './assign-split.js';
export type { SplitFractions } from './assign-split.js';
export { groupByPattern } from './group-by-pattern.js';
export { parseDelimitedText } from './parse-delimited-text.js';
export type { DelimitedTextOptions } from './parse-delimited-text.js';
export type { Column, DelimitedFormat } from './delimited-rows.js';

export { assignSplit } from './assign-split.js';
export type { SplitFractions } from './assign-split.js';
export { groupByPattern } from './group-by-pattern.js';
export type { TracedDataset, TracedFile } from './traced-dataset.js';
export { parseDelimitedText } from './parse-delimited-text.js';
export type { DelimitedTextOptions } from './parse-delimited-text.js';
export { readDelimitedRows } from './delimited-rows.js';
export type { Column, DelimitedFormat, DelimitedRow, DelimitedRows } from './delimited-rows.js';

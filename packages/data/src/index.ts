export { assignSplit } from './assign-split.js';
export type { SplitFractions } from './assign-split.js';
export { groupByPattern } from './group-by-pattern.js';

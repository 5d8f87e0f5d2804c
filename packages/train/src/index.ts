export { computeMetrics } from './metrics.js';
export type { ClassMetrics, Metrics } from './metrics.js';
export type { Estimate } from './bootstrap.js';

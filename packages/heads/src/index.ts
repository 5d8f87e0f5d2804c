export { minimizeLbfgs } from './minimize-lbfgs.js';
export type { LbfgsOptions, Minimum, Objective } from './minimize-lbfgs.js';

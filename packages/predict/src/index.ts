export { openModel } from './open-model.js';
export type { OpenedModel, OpenOptions } from './open-model.js';
export type { ModelSource } from './read-source.js';

export { textPlugin, textPreprocess } from './text-preprocess.js';
export type { TextSpec } from './text-spec.js';
export { unigramTokenizer } from './unigram-tokenizer.js';
export type { Piece } from './unigram-tokenizer.js';

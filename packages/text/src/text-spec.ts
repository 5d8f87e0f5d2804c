import { GraftError, checkOptionNames, type Json } from '@graftjs/core';
import type { Piece } from './unigram-tokenizer.js';

/** How texts become a network's input: cut into pieces of a vocabulary, whose places in it are the numbers. */
export type TextSpec = {
  /** The network input that is fed: int32 `[batch, pieces]`, shorter texts filled up with -1. */
  readonly input: string;
  /** Piece and logarithm of its probability, by id: what a trained SentencePiece model holds. */
  readonly pieces: readonly Piece[];
  /** How many of the first pieces no text is cut into (unknown, control signs), from 1. */
  readonly reserved: number;
  /** In pieces, from 1: a longer text is refused, since what a network computes grows with the square of it. */
  readonly longest: number;
};

const keys = ['input', 'pieces', 'reserved', 'longest'] as const;

/**
 * Checks a spec from anywhere.
 *
 * @throws GraftError 'bad-text-spec', 'unknown-option'
 */
export function checkTextSpec(spec: Json): TextSpec {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw bad('The spec', spec, `an object with ${keys.join(', ')}`);
  }
  const values = spec as { readonly [key: string]: Json };
  checkOptionNames(values, keys, 'in text preprocessing');
  const { input, pieces, reserved, longest } = values;
  if (typeof input !== 'string' || input === '') throw bad('input', input, 'the name of a network input');
  if (!Array.isArray(pieces)) throw bad('pieces', pieces, 'a list of [piece, score]');
  const list: readonly Json[] = pieces;
  const wrong = list.find((piece) => !isPiece(piece));
  if (wrong !== undefined) throw bad('each of pieces', wrong, '[piece, score], a text and a number');
  if (!isCount(reserved) || reserved >= list.length) {
    throw bad('reserved', reserved, `a whole number from 1, below the number of pieces, ${list.length}`);
  }
  if (!isCount(longest)) throw bad('longest', longest, 'a whole number from 1');
  return { input, pieces: list as unknown as readonly Piece[], reserved, longest };
}

function isPiece(value: Json): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [piece, score] = value as readonly Json[];
  return typeof piece === 'string' && piece !== '' && Number.isFinite(score);
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function bad(what: string, value: Json | undefined, wanted: string): GraftError {
  const got = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
  return new GraftError('bad-text-spec', `Text preprocessing: ${what} must be ${wanted}; got ${got}.`);
}

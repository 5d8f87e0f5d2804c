import type { Json } from '@graftjs/core';
import { GraftError } from '@graftjs/core';

export type JsonObject = { readonly [key: string]: Json };

/** A model within a model takes about five levels, a layer ten more. */
const MOST_LEVELS = 200;

/** Keys and values. The largest models of Keras have a hundred thousand; each takes about 60 bytes of memory where two may do in the file. */
const MOST_PARTS = 1_000_000;

/** Who writes the JSON, and the code of what is wrong with it. */
export interface JsonMaker {
  readonly code: string;
  readonly name: string;
}

export const keras: JsonMaker = { code: 'keras-json', name: 'Keras' };

/**
 * Parses JSON in which no object names a key twice, no key is `__proto__`, nothing is nested without end, and which has at most a
 * million keys and values.
 *
 * @param what where the text comes from, for messages: 'config.json'
 * @throws GraftError with the maker's code
 */
export function parseJson(text: string, what: string, maker: JsonMaker = keras): Json {
  const fail = (reason: string, cause?: unknown): GraftError =>
    new GraftError(maker.code, `${what} is not the JSON that ${maker.name} writes: ${reason}.`, { cause });
  checkSize(text, fail);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw fail(cause instanceof Error ? cause.message : String(cause), cause);
  }
  checkKeys(text, fail);
  return value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

type Fail = (reason: string) => GraftError;

/** Before parsing, so that no parser and no reader can run out of stack or memory. */
function checkSize(text: string, fail: Fail): void {
  let level = 0;
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfString(text, at) - 1;
    else if (character === 0x7b || character === 0x5b) level++;
    else if (character === 0x7d || character === 0x5d) level--;
    else if (character === 0x2c || character === 0x3a) parts++;
    if (level > MOST_LEVELS) throw fail(`it is nested more than ${MOST_LEVELS} deep`);
    if (parts > MOST_PARTS) throw fail(`it has more than ${MOST_PARTS} keys and values`);
  }
}

/** JSON.parse keeps the last of two equal keys and says nothing, so the text, now known to be JSON, is walked again. */
function checkKeys(text: string, fail: Fail): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x7b) open.push(new Set());
    if (character === 0x7d) open.pop();
    if (character !== QUOTE) continue;
    const end = endOfString(text, at);
    if (isKey(text, end)) {
      const key = String(JSON.parse(text.slice(at, end)));
      if (key === '__proto__') {
        throw fail(`it has the key "__proto__" at character ${at}, which can change what objects in a program are`);
      }
      if (open.at(-1)?.has(key)) throw fail(`it has the key "${key}" twice, the second time at character ${at}`);
      open.at(-1)?.add(key);
    }
    at = end - 1;
  }
}

const QUOTE = 0x22;

function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text.charAt(at))) at++;
  return text[at] === ':';
}

/** @returns the position after the closing quote, or after the text where none closes */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at + 1;
}

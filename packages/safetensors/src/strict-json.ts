import { GraftError } from '@graftjs/core';

/** A header is an object of objects of lists. */
const MAX_DEPTH = 8;

/**
 * Parses JSON in which no object may name a key twice, no key is `__proto__`, and every number is written as a plain whole number.
 *
 * @returns what `JSON.parse` gives
 * @throws GraftError 'safetensors-json', 'safetensors-duplicate-key', 'safetensors-forbidden-key', 'safetensors-number'
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  // JSON.parse keeps the last of two equal keys and says nothing, so the text, now known to be JSON, is walked a second time.
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{') open.push(new Set());
    if (character === '}') open.pop();
    if (open.length > MAX_DEPTH) throw tooDeep();
    if (character === '"') {
      const end = endOfString(text, at);
      if (isKey(text, end)) checkKey(String(JSON.parse(text.slice(at, end))), at, open.at(-1));
      at = end - 1;
    } else if (/[-\d]/.test(character)) {
      const literal = numberAt(text, at);
      checkNumber(literal, at);
      at += literal.length - 1;
    }
  }
  return value;
}

/** @returns the position after the closing quote */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text.charAt(at))) at++;
  return text[at] === ':';
}

function numberAt(text: string, start: number): string {
  let end = start;
  while (/[-+.\deE]/.test(text.charAt(end))) end++;
  return text.slice(start, end);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GraftError('safetensors-json', `The safetensors header is not valid JSON: ${reason}.`, { cause: error });
  }
}

function checkKey(key: string, offset: number, seen: Set<string> | undefined): void {
  if (key === '__proto__') {
    throw new GraftError(
      'safetensors-forbidden-key',
      `The safetensors header has the key "__proto__" at character ${offset}. It is not allowed: it can change what objects in a program are.`,
    );
  }
  if (seen?.has(key)) {
    throw new GraftError(
      'safetensors-duplicate-key',
      `The safetensors header has the key "${key}" twice, the second time at character ${offset}. Every key may occur once.`,
    );
  }
  seen?.add(key);
}

function checkNumber(literal: string, offset: number): void {
  if (/^(0|[1-9]\d*)$/.test(literal)) return;
  throw new GraftError(
    'safetensors-number',
    `The safetensors header has the number ${literal} at character ${offset}. Only whole numbers from 0 up, in plain digits, are allowed.`,
  );
}

function tooDeep(): GraftError {
  return new GraftError('safetensors-json', `The safetensors header nests objects more than ${MAX_DEPTH} deep.`);
}

import { GraftError } from '@graftjs/core';
import { visit } from 'jsonc-parser';

/**
 * Parses JSON in which no object may name a key twice, no key is `__proto__`, and every number is written as a plain whole number.
 *
 * @returns what `JSON.parse` gives
 * @throws GraftError 'safetensors-json', 'safetensors-duplicate-key', 'safetensors-forbidden-key', 'safetensors-number'
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  // JSON.parse keeps the last of two equal keys and says nothing, so the text is walked a second time.
  const open: Set<string>[] = [];
  try {
    visit(text, {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty: (key, offset) => checkKey(key, offset, open.at(-1)),
      onLiteralValue: (literal: unknown, offset, length) => {
        if (typeof literal === 'number') checkNumber(text.slice(offset, offset + length), offset);
      },
    });
  } catch (error) {
    if (error instanceof RangeError) throw badJson('it is nested too deeply', error);
    throw error;
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badJson(error instanceof Error ? error.message : String(error), error);
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

function badJson(reason: string, cause: unknown): GraftError {
  return new GraftError('safetensors-json', `The safetensors header is not valid JSON: ${reason}.`, { cause });
}

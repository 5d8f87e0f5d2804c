import { InvalidArgumentError } from 'commander';

/** Reads a number; anything else is a usage error. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It takes a number.');
}

/** Reads a whole number, or `none`, which stays as it is: null is nothing to commander. */
export function wholeNumberOrNone(text: string): number | 'none' {
  if (text === 'none') return text;
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number, or none.');
}

/** Reads whole numbers between commas: `32,16`. */
export function wholeNumbers(text: string): number[] {
  const items = text.split(',');
  if (items.every((item) => /^\d+$/.test(item))) return items.map(Number);
  throw new InvalidArgumentError('It takes whole numbers between commas, such as 32,16.');
}

/** Reads one number, or several between commas as a list: `0.1`, `1,0.1,0.01`. */
export function numberOrNumbers(text: string): number | number[] {
  const items = text.split(',').map(number);
  return items.length === 1 ? (items[0] ?? NaN) : items;
}

/** Reads how many (`2`), a place (`first`), or which (`0,stem`), as a list. */
export function blocks(text: string): number | string | (number | string)[] {
  const items = text.split(',').map((item) => (/^\d+$/.test(item) ? Number(item) : item));
  return items.length === 1 ? (items[0] ?? '') : items;
}

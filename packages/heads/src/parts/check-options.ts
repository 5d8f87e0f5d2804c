import { GraftError, listNearest } from '@graftjs/core';

/**
 * Refuses options that a head does not have.
 *
 * @param head its id, for the message
 * @throws GraftError 'unknown-option'
 */
export function checkOptionNames(head: string, options: object, allowed: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (allowed.includes(name)) continue;
    const listed = allowed.length > 0 ? `It takes: ${listNearest(name, allowed, allowed.length).join(', ')}.` : '';
    throw new GraftError('unknown-option', `${head} has no option "${name}". ${listed || 'It takes none.'}`);
  }
}

/**
 * Refuses an option whose value is not one of a few.
 *
 * @param value undefined where the option was left out
 * @throws GraftError 'bad-option'
 */
export function checkOneOf(head: string, option: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.some((known) => known === value)) return;
  throw badOption(head, option, `one of ${allowed.join(', ')}`, value);
}

/** An error that says what an option may be and what it was. */
export function badOption(head: string, option: string, allowed: string, value: unknown): GraftError {
  const got = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return new GraftError('bad-option', `${head}'s ${option} is ${allowed}; got ${got}.`);
}

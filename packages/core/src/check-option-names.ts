import { GraftError } from './graft-error.js';
import { listNearest } from './nearest.js';

/**
 * Refuses an option that there is not, since one that is ignored is taken for one that works.
 *
 * @param given options by name, as a caller passed them
 * @param allowed every valid name
 * @param where what takes them, as the message says it: 'for an image folder'
 * @throws GraftError 'unknown-option', with the nearest valid name
 */
export function checkOptionNames(given: object, allowed: readonly string[], where: string): void {
  const unknown = Object.keys(given).find((name) => !allowed.includes(name));
  if (unknown === undefined) return;
  throw new GraftError(
    'unknown-option',
    `No option "${unknown}" ${where}. Use: ${allowed.join(', ')}. Did you mean "${listNearest(unknown, allowed, 1).join()}"?`,
  );
}

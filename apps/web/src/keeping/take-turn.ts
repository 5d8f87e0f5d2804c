import { texts } from '../texts.js';

const taken = new Map<string, Promise<boolean>>();

/**
 * Makes this page the one that has something, until it is closed.
 *
 * @returns false where another page has it
 * @throws Error where the browser gives no turns
 */
export function takeTurn(name: string): Promise<boolean> {
  const before = taken.get(name);
  if (before !== undefined) return before;
  const turn = new Promise<boolean>((resolve, reject) => {
    // Without locks, as over plain http, two pages would write over each other.
    if (!isSecureContext) throw new Error(texts.keeping.insecure);
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        // Held for as long as the page lives.
        return lock === null ? undefined : new Promise<void>(() => undefined);
      })
      .catch(reject);
  });
  taken.set(name, turn);
  return turn;
}

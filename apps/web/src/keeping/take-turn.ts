import { texts } from '../texts.js';

let taken: Promise<boolean> | undefined;

/**
 * Makes this page the one that has something, until it is closed.
 *
 * @returns false where another page has it
 * @throws Error where the browser gives no turns
 */
export function takeTurn(name: string): Promise<boolean> {
  taken ??= new Promise((resolve, reject) => {
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
  return taken;
}

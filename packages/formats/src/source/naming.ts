import { GraftError } from '@graftjs/core';

/** Does the work, and says the file's path in front of what goes wrong. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof GraftError) || cause.code === 'cannot-read-file') throw cause;
    throw new GraftError(cause.code, `"${path}": ${cause.message}`, { cause });
  }
}

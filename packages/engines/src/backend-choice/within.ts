/** When to wait no longer. */
export interface Patience {
  /** Default: without end. */
  readonly seconds?: number;
  /** What to say then. */
  readonly late?: () => Error;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for work that cannot be stopped; whatever becomes of it after that is not heard.
 *
 * @throws what `work` throws; `late()` after so many seconds; the reason of `signal` when it aborts
 */
export async function within<T>(work: Promise<T>, { seconds = Infinity, late, signal }: Patience): Promise<T> {
  const settled = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { signal: settled.signal });
    if (seconds === Infinity) return;
    const timer = setTimeout(() => reject(late?.() ?? new Error('Too late.')), 1000 * seconds);
    settled.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    settled.abort();
  }
}

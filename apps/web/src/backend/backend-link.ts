import { proxy, type Remote } from 'comlink';
import type { BackendState, BackendWish, Workshop } from '../workshop/workshop-api.js';

/** Where the choice and the figures lie in the browser. */
const key = 'graft-backend';

let state: BackendState | undefined;
const listeners = new Set<() => void>();

/** Tells a worker that has just started what to compute on, and listens to what becomes of it. */
export function linkBackend(workshop: Remote<Workshop>): void {
  void workshop.useBackend(readWish());
  void workshop.watchBackend(proxy(take));
}

/** @returns what the worker computes on; undefined before it was started */
export function backendState(): BackendState | undefined {
  return state;
}

/** @returns a function that ends it */
export function listenToBackend(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the user chose on this machine, and what was measured; the figures of another browser say nothing. */
export function readWish(): BackendWish {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>;
    return { name: kept.name, trials: kept.browser === navigator.userAgent ? (kept.trials ?? []) : [] };
  } catch {
    // Storage is denied, or another version wrote there.
    return { name: undefined, trials: [] };
  }
}

/** Keeps them, where the browser lets the page. */
export function keepWish(wish: BackendWish): void {
  try {
    const kept: Kept = { ...wish, browser: navigator.userAgent };
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Then it is measured again at the next visit.
  }
}

interface Kept extends BackendWish {
  readonly browser: string;
}

function take(next: BackendState): void {
  state = next;
  const { name } = readWish();
  if (next.trials.length > 0) keepWish({ name, trials: next.trials });
  for (const listener of listeners) listener();
}

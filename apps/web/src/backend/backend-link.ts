import { proxy, type Remote } from 'comlink';
import { keptNames } from '../keeping/kept-names.js';
import type { BackendState, BackendWish, Workshop } from '../workshop/workshop-api.js';

/** Where the choice and the figures lie in the browser. */
const key = keptNames.backend;

let state: BackendState = { now: { kind: 'idle' }, busy: false, lost: [], ...fromWish(readWish()) };
const listeners = new Set<() => void>();

/** Tells a worker that has just started what to compute on, and listens to what becomes of it. */
export function linkBackend(workshop: Remote<Workshop>): void {
  void workshop.useBackend({ name: state.wished, trials: state.trials });
  void workshop.watchBackend(proxy(take));
}

/** Has the worker compute on another from now on; what goes wrong is told as the state. */
export function wishBackend(workshop: Remote<Workshop>, wish: BackendWish): void {
  // At once, so that no control shows what is no longer wished for until the worker answers.
  take({ ...state, ...fromWish(wish) });
  void workshop.useBackend(wish);
  void workshop.startBackend().catch(() => undefined);
}

/** @returns what the worker computes on, or will as it was chosen on an earlier visit: the one truth about that */
export function backendState(): BackendState {
  return state;
}

/** @returns a function that ends it */
export function listenToBackend(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the user chose on this machine, and what was measured; the figures of another browser say nothing. */
function readWish(): BackendWish {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>;
    return { name: kept.name, trials: kept.browser === navigator.userAgent ? (kept.trials ?? []) : [] };
  } catch {
    // Storage is denied, or another version wrote there.
    return { name: undefined, trials: [] };
  }
}

/** Keeps them, where the browser lets the page. */
function keepWish(wish: BackendWish): void {
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
  keepWish({ name: next.wished, trials: next.trials });
  for (const listener of listeners) listener();
}

function fromWish({ name, trials }: BackendWish): Pick<BackendState, 'wished' | 'trials'> {
  return { wished: name, trials };
}

import type { KernelBackend } from '@tensorflow/tfjs-core';

/** What became of a backend's device. */
interface Watch {
  reason: string | undefined;
  /** Asks the device itself, which may know before it says so. */
  readonly ask: () => string | undefined;
  readonly lost: Promise<string>;
  readonly tell: (reason: string) => void;
}

const watches = new WeakMap<KernelBackend, Watch>();

/**
 * Begins to watch a backend that may lose its device: a graphics card that is taken away, reset, or out of memory.
 *
 * @param ask why it is lost, where it can tell at once; default: it cannot
 * @returns what is to be called with the reason when it is lost
 */
export function watchLoss(
  backend: KernelBackend,
  ask: () => string | undefined = () => undefined,
): (reason: string) => void {
  let tell = (_: string): void => undefined;
  const lost = new Promise<string>((resolve) => {
    tell = resolve;
  });
  watches.set(backend, { reason: undefined, ask, lost, tell });
  return (reason) => noteLoss(backend, reason);
}

/** Remembers that a backend is lost; of several reasons the first stays. Does nothing for one that is not watched. */
export function noteLoss(backend: KernelBackend, reason: string): void {
  const watch = watches.get(backend);
  if (watch === undefined || watch.reason !== undefined) return;
  // A driver's own words run over several lines.
  watch.reason = reason.replace(/\s+/g, ' ').trim();
  watch.tell(watch.reason);
}

/** @returns why a backend is lost; undefined while it is not */
export function findLoss(backend: KernelBackend): string | undefined {
  const watch = watches.get(backend);
  const asked = watch?.reason === undefined ? watch?.ask() : undefined;
  if (asked !== undefined) noteLoss(backend, asked);
  return watch?.reason;
}

/** @returns resolves with the reason when a backend is lost; never for one that is not watched */
export function whenLost(backend: KernelBackend): Promise<string> {
  return watches.get(backend)?.lost ?? new Promise(() => undefined);
}

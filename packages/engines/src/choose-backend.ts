import { GraftError, type Network } from '@graftjs/core';
import type { BackendPlugin, RunningBackend } from './backend-choice/backend-plugin.js';
import { tryBackend } from './backend-choice/try-backend.js';

export type { BackendPlugin, RunningBackend, StartOptions } from './backend-choice/backend-plugin.js';

/** How a backend did. */
export interface BackendTrial {
  readonly name: string;
  /** What computes; absent where it did not start. */
  readonly device?: string;
  /** Seconds until its first answer, with loading and compiling. */
  readonly firstSeconds?: number;
  /** Examples a second from then on. */
  readonly perSecond?: number;
  /** Why it may not run; absent where it may. */
  readonly problem?: string;
}

/** The backend that runs now, and how all of them did. */
export interface ChosenBackend {
  readonly running: RunningBackend;
  /** In the order of the candidates. */
  readonly trials: readonly BackendTrial[];
}

export interface ChooseBackendOptions {
  /** Examples in a batch that is timed. Default 8. */
  readonly batchSize?: number;
  /** Seconds that a backend has, once its files are there, to start, compile and be timed; one that is `exact` has all the time it needs. Default 10. */
  readonly patienceSeconds?: number;
  /** Told before each is tried. */
  readonly onTrial?: (name: string) => void;
  /** Ends it between two steps; whatever was tried does not become the current backend any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tries backends on the network that is to run, and starts the fastest of those that compute it right.
 *
 * Of those that are `exact`, the first that starts is tried, and the others are judged by it: an answer that is off by more than
 * a hundredth, by norm, is wrong. None is preferred: a graphics card that is a program loses because it is slow, as soon as that
 * is plain.
 *
 * @param candidates such as `[webgpu(), webgl(), wasm(), cpu()]`
 * @throws GraftError 'backend-failed' when none may run, with the reasons; the reason of `signal` when it aborts
 * @example
 * const { running, trials } = await chooseBackend([webgpu(), webgl(), wasm(), cpu()], network);
 */
export async function chooseBackend(
  candidates: readonly BackendPlugin[],
  network: Network,
  { batchSize = 8, patienceSeconds = 10, onTrial, signal }: ChooseBackendOptions = {},
): Promise<ChosenBackend> {
  const trials = new Map<BackendPlugin, BackendTrial>();
  let judge: Judge | undefined;
  // The judge is tried first; sorting keeps the order of all others.
  for (const plugin of [...candidates].sort((a, b) => Number(b.exact) - Number(a.exact))) {
    if (plugin.exact && judge !== undefined) continue;
    onTrial?.(plugin.name);
    try {
      const patience = plugin.exact ? {} : { patienceSeconds, best: fastest(trials.values()) };
      const { answer, ...figures } = await tryBackend(plugin, network, { batchSize, ...patience, signal });
      trials.set(plugin, { name: plugin.name, ...figures, ...judged(answer, judge) });
      if (plugin.exact) judge = { name: plugin.name, answer };
    } catch (error) {
      // It would keep busy what the others are tried on.
      plugin.giveUp?.();
      signal?.throwIfAborted();
      trials.set(plugin, { name: plugin.name, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  const tried = candidates.flatMap((plugin) => trials.get(plugin) ?? []);
  const best = fastest(trials.values());
  const winner = candidates.find((plugin) => best !== undefined && trials.get(plugin) === best);
  if (winner === undefined) {
    const problems = tried.map(({ problem }) => problem).join(' ');
    throw new GraftError('backend-failed', `No backend can run ${network.name}. ${problems}`);
  }
  // Another was tried since.
  return { running: await winner.start({ signal }), trials: tried };
}

type Timed = BackendTrial & { readonly perSecond: number };

function fastest(trials: Iterable<BackendTrial>): Timed | undefined {
  const timed = [...trials].filter(
    (trial): trial is Timed => trial.problem === undefined && trial.perSecond !== undefined,
  );
  return timed.sort((a, b) => b.perSecond - a.perSecond)[0];
}

interface Judge {
  readonly name: string;
  readonly answer: Float32Array;
}

/** By norm, relative to what is right. */
const LARGEST_DIFFERENCE = 0.01;

function judged(answer: Float32Array, judge: Judge | undefined): Pick<BackendTrial, 'problem'> {
  if (judge === undefined) return {};
  const difference = norm(answer.map((value, index) => value - (judge.answer[index] ?? NaN))) / norm(judge.answer);
  // Asked this way round, NaN is wrong too.
  if (difference <= LARGEST_DIFFERENCE) return {};
  const percent = Number.isFinite(difference) ? `differs by ${(100 * difference).toFixed(0)} %` : 'is no number';
  return { problem: `It computes wrong: next to ${judge.name}, its answer ${percent}.` };
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

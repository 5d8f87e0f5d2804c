import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { GraftError, type Engine, type Network } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import {
  chooseBackend,
  type BackendPlugin,
  type BackendTrial,
  type RunningBackend,
} from '@graftjs/engines/choose-backend';
import { messageOf } from '../message-of.js';
import { texts } from '../texts.js';
import type { BackendState, BackendWish } from './workshop-api.js';

/** What all work in the worker computes on. */
export interface BackendRoom {
  /**
   * Starts what is wished for, or else the fastest, where none runs yet.
   *
   * @param network what is measured; default: EfficientNet-Lite0
   * @throws GraftError 'backend-failed', 'unknown-backend'
   */
  open(network?: Network): Promise<Engine>;
  /** Closes what is open; whatever was loaded on it has to be loaded anew. */
  wish(wish: BackendWish): Promise<void>;
  /** Tells of the state now, and of each that follows. */
  watch(onState: (state: BackendState) => void): void;
  /**
   * Does work that can begin again: once more, on the next backend, for each graphics card that is lost under it.
   *
   * @param work told how many were lost before
   */
  survive<T>(work: (engine: Engine, lost: number) => Promise<T>): Promise<T>;
}

interface Opened {
  readonly running: RunningBackend;
  readonly engine: Engine;
}

/** A backend that was asked for. */
interface Start {
  readonly done: Promise<Opened>;
  /** Aborts once another is wished for: nothing is heard of this one any more. */
  readonly outdated: AbortController;
}

/**
 * Makes the room; nothing starts yet.
 *
 * @param onClose told when what was loaded on a backend is void
 */
export function backendRoom(backends: readonly BackendPlugin[], onClose: () => void): BackendRoom {
  const names = backends.map(({ name }) => name);
  const watchers: ((state: BackendState) => void)[] = [];
  const lost = new Map<string, string>();
  let current: Start | undefined;
  /** Until it has settled nothing else starts: tfjs computes on one backend at a time. */
  let before: Promise<unknown> = Promise.resolve();
  let wished: string | undefined;
  let trials: readonly BackendTrial[] = [];
  let busy = false;
  let now: BackendState['now'] = { kind: 'idle' };

  const state = (): BackendState => ({ now, busy, wished, trials, lost: [...lost] });
  function tell(next: BackendState['now']): void {
    now = next;
    for (const watcher of watchers) watcher(state());
  }

  async function open(network?: Network): Promise<Opened> {
    const mine = (current ??= begin(network));
    const opened = await mine.done.catch((error: unknown) => {
      if (!mine.outdated.signal.aborted) throw error;
    });
    // Another was wished for while this one started.
    return opened === undefined || mine.outdated.signal.aborted ? open(network) : opened;
  }

  function begin(network: Network | undefined): Start {
    const outdated = new AbortController();
    const { signal } = outdated;
    const tellMine: typeof tell = (next) => {
      if (!signal.aborted) tell(next);
    };
    const done = before
      .then(() => start(network, signal, tellMine))
      .catch((error: unknown) => {
        if (!signal.aborted) {
          // So that whoever allows it meanwhile can try again.
          current = undefined;
          tell({ kind: 'failed', problem: messageOf(error) });
        }
        throw error;
      });
    before = done.catch(() => undefined);
    const mine = { done, outdated };
    void done.then(
      ({ running }) => running.lost.then((reason) => lose(mine, running.name, reason)),
      () => undefined,
    );
    return mine;
  }

  /** Of one that nobody has any more it is nobody's business. */
  function lose(mine: Start, name: string, reason: string): void {
    if (current !== mine) return;
    lost.set(name, reason);
    if (wished === name) wished = undefined;
    current = undefined;
    onClose();
    tell({ kind: 'idle' });
  }

  async function start(network: Network | undefined, signal: AbortSignal, tell: Tell): Promise<Opened> {
    signal.throwIfAborted();
    const running = await (wished === undefined
      ? startFastest(network, signal, tell)
      : startNamed(wished, signal, tell));
    tell({ kind: 'running', name: running.name, device: running.device });
    return { running, engine: tfjsEngine() };
  }

  async function startNamed(name: string, signal: AbortSignal, tell: Tell): Promise<RunningBackend> {
    tell({ kind: 'starting', name });
    const [plugin] = backends.filter((backend) => backend.name === name);
    if (plugin === undefined) throw new GraftError('unknown-backend', texts.backend.unknown(name));
    return plugin.start({ signal });
  }

  /** Without measuring again, where that was done before and still holds. */
  async function startFastest(network: Network | undefined, signal: AbortSignal, tell: Tell): Promise<RunningBackend> {
    const [best] = trials
      .filter(({ name, problem }) => problem === undefined && names.includes(name) && !lost.has(name))
      .sort((a, b) => (b.perSecond ?? 0) - (a.perSecond ?? 0));
    const started = best && (await startNamed(best.name, signal, tell).catch(() => undefined));
    if (started !== undefined) return started;
    signal.throwIfAborted();
    const chosen = await chooseBackend(
      backends.filter(({ name }) => !lost.has(name)),
      network ?? (await efficientNetLite0({ top: false })).network,
      { onTrial: (name) => tell({ kind: 'measuring', name }), signal },
    );
    trials = chosen.trials;
    return chosen.running;
  }

  return {
    open: async (network) => (await open(network)).engine,
    async wish({ name, trials: known }) {
      const last = current;
      last?.outdated.abort();
      current = undefined;
      wished = name;
      trials = known;
      if (name !== undefined) lost.delete(name);
      onClose();
      tell({ kind: 'idle' });
      await last?.done.then(
        ({ engine }) => engine.dispose(),
        () => undefined,
      );
    },
    watch(onState) {
      watchers.push(onState);
      onState(state());
    },
    async survive(work) {
      busy = true;
      tell(now);
      try {
        for (let attempt = 0; ; attempt++) {
          const { engine, running } = await open();
          try {
            return await work(engine, attempt);
          } catch (error) {
            // A run may fail before its device says why.
            await new Promise((resolve) => setTimeout(resolve, 100));
            if (!lost.has(running.name)) throw error;
          }
        }
      } finally {
        busy = false;
        tell(now);
      }
    },
  };
}

type Tell = (now: BackendState['now']) => void;

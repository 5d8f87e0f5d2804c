import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import type { Engine, Network } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import {
  chooseBackend,
  type BackendPlugin,
  type BackendTrial,
  type RunningBackend,
} from '@graftjs/engines/choose-backend';
import type { BackendState, BackendWish } from './workshop-api.js';

/** What all work in the worker computes on. */
export interface BackendRoom {
  /**
   * Starts what is wished for, or else the fastest, where none runs yet.
   *
   * @param network what is measured; default: EfficientNet-Lite0
   * @throws GraftError 'backend-failed'
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

/**
 * Makes the room; nothing starts yet.
 *
 * @param onClose told when what was loaded on a backend is void
 */
export function backendRoom(backends: readonly BackendPlugin[], onClose: () => void): BackendRoom {
  const names = backends.map(({ name }) => name);
  const watchers: ((state: BackendState) => void)[] = [];
  const lost = new Map<string, string>();
  let opened: Promise<{ readonly running: RunningBackend; readonly engine: Engine }> | undefined;
  let wished: string | undefined;
  let trials: readonly BackendTrial[] = [];
  let busy = false;
  let now: BackendState['now'] = { kind: 'idle' };

  const state = (): BackendState => ({ now, busy, wished, trials, lost: [...lost] });
  function tell(next: BackendState['now']): void {
    now = next;
    for (const watcher of watchers) watcher(state());
  }

  function open(network?: Network): NonNullable<typeof opened> {
    opened ??= start(network).catch((error: unknown) => {
      // So that whoever allows it meanwhile can try again.
      opened = undefined;
      tell({ kind: 'failed', problem: error instanceof Error ? error.message : String(error) });
      throw error;
    });
    return opened;
  }

  async function start(network: Network | undefined): Promise<{ running: RunningBackend; engine: Engine }> {
    const running = await (wished === undefined ? startFastest(network) : startNamed(wished));
    tell({ kind: 'running', name: running.name, device: running.device });
    void running.lost.then((reason) => {
      lost.set(running.name, reason);
      // Nobody can have it any more before they ask for it again.
      if (wished === running.name) wished = undefined;
      opened = undefined;
      onClose();
      tell({ kind: 'idle' });
    });
    return { running, engine: tfjsEngine() };
  }

  async function startNamed(name: string): Promise<RunningBackend> {
    tell({ kind: 'starting', name });
    const [plugin] = backends.filter((backend) => backend.name === name);
    if (plugin === undefined) throw new Error(`There is no backend "${name}" any more. Choose another.`);
    return plugin.start();
  }

  /** Without measuring again, where that was done before and still holds. */
  async function startFastest(network: Network | undefined): Promise<RunningBackend> {
    const [best] = trials
      .filter(({ name, problem }) => problem === undefined && names.includes(name) && !lost.has(name))
      .sort((a, b) => (b.perSecond ?? 0) - (a.perSecond ?? 0));
    const started = best && (await startNamed(best.name).catch(() => undefined));
    if (started !== undefined) return started;
    const chosen = await chooseBackend(
      backends.filter(({ name }) => !lost.has(name)),
      network ?? (await efficientNetLite0({ top: false })).network,
      { onTrial: (name) => tell({ kind: 'measuring', name }) },
    );
    trials = chosen.trials;
    return chosen.running;
  }

  return {
    open: async (network) => (await open(network)).engine,
    async wish({ name, trials: known }) {
      const before = opened;
      opened = undefined;
      wished = name;
      trials = known;
      if (name !== undefined) lost.delete(name);
      onClose();
      tell({ kind: 'idle' });
      await before?.then(
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

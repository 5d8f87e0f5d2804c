import { GraftError } from '@graftjs/core';
import {
  backend,
  engine,
  env,
  findBackendFactory,
  getBackend,
  registerBackend,
  removeBackend,
  setBackend,
  type KernelBackend,
} from '@tensorflow/tfjs-core';
import { findLoss, whenLost } from '../backend-loss.js';
import { gpuName } from '../gpu-name.js';
import type { RunningBackend, StartOptions } from './backend-plugin.js';
import { within } from './within.js';

/** What is particular to a backend. */
export interface PluginParts<Backend extends KernelBackend> {
  /** Makes it known to tfjs. @throws Error where this browser does not have it */
  load(): Promise<unknown>;
  /** Begins to watch a new one, or refuses it. @throws Error that says why it is of no use */
  adopt?(made: Backend): void;
  /** Says what kept it from starting. Default: the message of the error. */
  explain?(error: unknown): string;
}

/** Starts a backend for a plugin. @throws GraftError 'backend-failed'; the reason of `signal` when it aborts */
export async function startPlugin<Backend extends KernelBackend>(
  name: string,
  { load, adopt, explain = messageOf }: PluginParts<Backend>,
  { signal }: StartOptions = {},
): Promise<RunningBackend> {
  // Keeps tfjs from advertising itself.
  env().set('PROD', true);
  try {
    const running = engine().registry[name];
    if (running === undefined || findLoss(running) !== undefined) {
      await within(load(), { signal });
      await renew(name, adopt, signal);
    }
    signal?.throwIfAborted();
    // A backend that fails makes tfjs answer false, or carry on with another.
    if (!(await setBackend(name)) || getBackend() !== name) throw new Error('tfjs could not initialise it');
  } catch (error) {
    signal?.throwIfAborted();
    const reason = explain(error).replace(/\.$/, '');
    throw new GraftError('backend-failed', `Backend "${name}" did not start: ${reason}.`, { cause: error });
  }
  const running = backend();
  return { name, device: gpuName(running) ?? 'processor', lost: whenLost(running) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** As their packages registered them: the one in tfjs's hands is then replaced. */
const factories = new Map<string, () => KernelBackend | Promise<KernelBackend>>();

/** Made here and not by tfjs, which would keep to itself why it failed. */
async function renew<Backend extends KernelBackend>(
  name: string,
  adopt: ((made: Backend) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const factory = factories.get(name) ?? findBackendFactory(name);
  if (factory === undefined) throw new Error('this browser does not have what it needs');
  factories.set(name, factory);
  const making = Promise.resolve(factory());
  const made = await within(making, { signal }).catch((error: unknown) => {
    void making.then(
      (late) => late.dispose(),
      () => undefined,
    );
    throw error;
  });
  try {
    adopt?.(made as Backend);
  } catch (error) {
    made.dispose();
    throw error;
  }
  removeBackend(name);
  registerBackend(name, () => made);
}

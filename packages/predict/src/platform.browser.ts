import { GraftError, listNearest, type Network, type PreprocessPlugin } from '@graftjs/core';
import type { BackendPlugin } from '@graftjs/engines/choose-backend';
import type { OpenOptions } from './open-model.js';

/** An encoder is large, and only a page knows from where it serves it: `preprocessors` takes it. */
export const encoders: Readonly<Record<string, () => Promise<PreprocessPlugin<never>>>> = {};

const FASTEST = 'fastest';

/**
 * Starts a backend for a network, and makes it the current one.
 *
 * @throws GraftError 'unknown-backend', 'backend-failed'
 */
export async function startBackend({ backend, wasmFiles }: OpenOptions, network: Network): Promise<void> {
  // A graphics card takes seconds to compile before its first answer, and its numbers are its own.
  const name = backend ?? (typeof WebAssembly === 'undefined' ? 'cpu' : 'wasm');
  const plugins: Readonly<Record<string, () => Promise<BackendPlugin>>> = {
    webgpu: async () => (await import('@graftjs/engines/webgpu')).webgpu(),
    webgl: async () => (await import('@graftjs/engines/webgl')).webgl(),
    wasm: async () => (await import('@graftjs/engines/wasm')).wasm({ files: wasmFiles }),
    cpu: async () => (await import('@graftjs/engines/cpu')).cpu(),
  };
  if (name === FASTEST) {
    const { chooseBackend } = await import('@graftjs/engines/choose-backend');
    await chooseBackend(await Promise.all(Object.values(plugins).map((load) => load())), network);
    return;
  }
  const load = Object.hasOwn(plugins, name) ? plugins[name] : undefined;
  if (load === undefined) throw unknownBackend(name, [...Object.keys(plugins), FASTEST]);
  await (await load()).start();
}

function unknownBackend(name: string, names: readonly string[]): GraftError {
  return new GraftError(
    'unknown-backend',
    `No backend "${name}" in a page. Did you mean "${listNearest(name, names)[0] ?? 'wasm'}"? There are: ${names.join(', ')}.`,
  );
}

import {
  getKernel,
  registerKernel,
  tidy,
  unregisterKernel,
  type KernelConfig,
  type KernelFunc,
} from '@tensorflow/tfjs-core';
import { composedKernels, type ComposedKernel } from './composed-kernels.js';
import { registerWasmSlices } from '../wasm-slices.js';
import { fasterKernels } from './faster-kernels.js';

/**
 * Makes training on the wasm backend possible, right and faster: registers the kernels that it lacks for the gradients of
 * convolutions and embeddings, and replaces those that are wrong (of max pooling) or slow (see `fasterKernels`,
 * `registerWasmSlices`). Call it once the backend was imported, before the
 * first step. Only the first such call does anything; other backends stay as they are.
 *
 * @example
 * await startBackend('wasm');
 * registerWasmGradients();
 */
export function registerWasmGradients(): void {
  // Without the backend there is nothing to add to yet: a later call may find it.
  if (registered || getKernel('BatchMatMul', backendName) === undefined) return;
  registered = true;
  registerWasmSlices();
  for (const [kernelName, compose] of Object.entries(composedKernels)) {
    replace({ kernelName, backendName, kernelFunc: toKernel(compose) });
  }
  for (const [kernelName, improve] of Object.entries(fasterKernels)) {
    const usual = getKernel(kernelName, backendName);
    // Its set-up goes along: the backend may not have run it yet.
    replace({ ...usual, kernelFunc: improve(usual.kernelFunc) });
  }
}

const backendName = 'wasm';
let registered = false;

function toKernel(compose: ComposedKernel): KernelFunc {
  return ({ inputs, attrs }) => tidy(() => compose(inputs as never, attrs as never));
}

/** tfjs warns on the terminal when a kernel is registered twice. */
function replace(config: KernelConfig): void {
  if (getKernel(config.kernelName, config.backendName) !== undefined) {
    unregisterKernel(config.kernelName, config.backendName);
  }
  registerKernel(config);
}

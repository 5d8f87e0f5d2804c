import type { KernelBackend } from '@tensorflow/tfjs-core';
import { watchLoss } from './backend-loss.js';
import type { BackendPlugin } from './backend-choice/backend-plugin.js';
import { startPlugin } from './backend-choice/start-plugin.js';

/**
 * tfjs on WebGPU. Needs the package `@tensorflow/tfjs-backend-webgpu`, which is loaded when it is started.
 *
 * An error that the device tells of counts as its loss: tfjs does not look at it, and would go on with zeros. Values must be
 * read with `data()`: `dataSync()` draws them on a canvas, which some browsers answer by destroying the device.
 */
export function webgpu(): BackendPlugin {
  let last: WebGpuBackend['device'] | undefined;
  const load = async (): Promise<void> => {
    const { gpu } = navigator as { readonly gpu?: Gpu };
    if (gpu === undefined) throw new Error('this browser has no WebGPU, or only for pages over https');
    if ((await gpu.requestAdapter()) === null) throw new Error('the browser offers it no graphics card');
    await import('@tensorflow/tfjs-backend-webgpu');
  };
  return {
    name: 'webgpu',
    exact: false,
    load,
    start: (options) =>
      startPlugin<WebGpuBackend>(
        'webgpu',
        {
          load,
          adopt(backend) {
            const lose = watchLoss(backend);
            const { device } = backend;
            last = device;
            void device.lost.then(({ reason, message }) => lose(message || reason));
            device.addEventListener('uncapturederror', (event) => lose((event as UncapturedError).error.message));
          },
        },
        options,
      ),
    giveUp: () => last?.destroy(),
  };
}

/** Of the browser's WebGPU, what is used here: TypeScript's own library does not declare it yet. */
interface Gpu {
  requestAdapter(): Promise<object | null>;
}

interface UncapturedError extends Event {
  readonly error: { readonly message: string };
}

interface WebGpuBackend extends KernelBackend {
  readonly device: EventTarget & {
    readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
    destroy(): void;
  };
}

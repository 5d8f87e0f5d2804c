import { env, type KernelBackend } from '@tensorflow/tfjs-core';
import { watchLoss } from './backend-loss.js';
import type { BackendPlugin } from './backend-choice/backend-plugin.js';
import { startPlugin } from './backend-choice/start-plugin.js';

/**
 * tfjs on WebGL 2. Needs the package `@tensorflow/tfjs-backend-webgl`, which is loaded when it is started. A graphics card that
 * computes in 16 bits is refused: nothing could be trained on it.
 */
export function webgl(): BackendPlugin {
  let last: Gpgpu | undefined;
  const load = async (): Promise<void> => {
    expectWebGl2();
    await import('@tensorflow/tfjs-backend-webgl');
    // tfjs would refuse a graphics card that is a program: how fast it is, is for measurement to say.
    env().set('SOFTWARE_WEBGL_ENABLED', true);
  };
  return {
    name: 'webgl',
    exact: false,
    load,
    start: (options) =>
      startPlugin<WebGlBackend>(
        'webgl',
        {
          load,
          adopt(backend) {
            if (!env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE'))
              throw new Error('the graphics card computes in 16 bits only');
            const { gpgpu } = backend;
            last = gpgpu;
            const lost = 'the browser took the graphics card away';
            const lose = watchLoss(backend, () => (gpgpu.gl.isContextLost() ? lost : undefined));
            gpgpu.gl.canvas.addEventListener('webglcontextlost', () => {
              lose(lost);
              endWaiting(gpgpu);
            });
          },
        },
        options,
      ),
    giveUp: () => last?.gl.getExtension('WEBGL_lose_context')?.loseContext(),
  };
}

interface Waiting {
  isDoneFn: () => boolean;
}

interface WebGlBackend extends KernelBackend {
  readonly gpgpu: Gpgpu;
}

interface Gpgpu {
  readonly gl: WebGL2RenderingContext;
  readonly itemsToPoll: readonly Waiting[];
  createFence: () => { query: null; isFencePassed: () => boolean };
}

function expectWebGl2(): void {
  if (typeof OffscreenCanvas === 'undefined') throw new Error('this browser cannot draw outside of a page');
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (context === null) throw new Error('this browser gives no WebGL 2, or has it switched off');
  // Browsers allow a page a few only.
  context.getExtension('WEBGL_lose_context')?.loseContext();
}

/** tfjs waits for a lost card for ever, asking without a pause. What it then reads are zeros, which whoever asked has to look out for. */
function endWaiting(gpgpu: Gpgpu): void {
  gpgpu.createFence = () => ({ query: null, isFencePassed: () => true });
  for (const item of gpgpu.itemsToPoll) item.isDoneFn = () => true;
}

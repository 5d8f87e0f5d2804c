import type { BackendPlugin } from './backend-choice/backend-plugin.js';
import { startPlugin } from './backend-choice/start-plugin.js';

/** tfjs in plain JavaScript: starts everywhere, and is 20 to 40 times slower than WebAssembly. */
export function cpu(): BackendPlugin {
  return {
    name: 'cpu',
    exact: true,
    start: (options) => startPlugin('cpu', { load: () => import('@tensorflow/tfjs-backend-cpu') }, options),
  };
}

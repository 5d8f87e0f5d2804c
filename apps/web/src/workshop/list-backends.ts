import type { BackendPlugin } from '@graftjs/engines/choose-backend';
import { cpu } from '@graftjs/engines/cpu';
import { wasm } from '@graftjs/engines/wasm';
import { webgl } from '@graftjs/engines/webgl';
import { webgpu } from '@graftjs/engines/webgpu';
import { backendNames, type BackendName } from '../backend/backend-names.js';

const plugins: Readonly<Record<BackendName, () => BackendPlugin>> = { webgpu, webgl, wasm, cpu };

/** All that the page may compute on; none is loaded before it is started. */
export function listBackends(): readonly BackendPlugin[] {
  return backendNames.map((name) => plugins[name]());
}

import type { BackendPlugin } from '@graftjs/engines/choose-backend';
import { cpu } from '@graftjs/engines/cpu';
import { wasm } from '@graftjs/engines/wasm';
import { webgl } from '@graftjs/engines/webgl';
import { webgpu } from '@graftjs/engines/webgpu';

/** All that the page may compute on; none is loaded before it is started. */
export function listBackends(): readonly BackendPlugin[] {
  return [webgpu(), webgl(), wasm(), cpu()];
}

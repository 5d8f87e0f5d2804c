import { GraftError, type Network } from '@graftjs/core';
import { checkIntact, guardMemory } from '@graftjs/engines/backend-memory';
import { missingGradientKernels, registerGradients } from '@graftjs/engines/gradient-kernels';
import { backend, getBackend } from '@tensorflow/tfjs-core';
import type { StagePlan } from './plan-stage.js';

/**
 * Makes the current tfjs backend ready for gradients of a network, or says why it cannot be.
 *
 * @param network from the boundary to the scores
 * @throws GraftError 'missing-gradient-kernels', 'backend-broken'
 */
export function prepareTape(network: Network, { trained }: Pick<StagePlan, 'trained'>): void {
  registerGradients();
  checkIntact(backend());
  guardMemory(backend());
  const learning = new Set(
    network.layers
      .filter(({ weights }) => Object.values(weights).some((name) => trained.has(name)))
      .map(({ name }) => name),
  );
  const missing = missingGradientKernels(network, (layer) => !learning.has(layer));
  if (missing.length === 0) return;
  throw new GraftError(
    'missing-gradient-kernels',
    `The backend ${getBackend()} cannot train ${network.name}, since it lacks:${missing.map(({ layer, kernel }) => `\n  ${kernel}, for ${layer}`).join('')}\n` +
      'Freeze these layers and all before them, or start another backend: cpu and tfjs-node lack none.',
  );
}

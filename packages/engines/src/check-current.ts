import { GraftError, type Network } from '@graftjs/core';
import { backend as currentBackend, getBackend, type KernelBackend } from '@tensorflow/tfjs-core';
import { checkIntact } from './backend-memory.js';

/**
 * Refuses to run what was disposed, or what lies on another backend than the one that is current now.
 *
 * @param open whether the session still has its weights
 * @throws GraftError 'session-disposed', 'backend-changed', and what `checkIntact` throws
 */
export function checkCurrent({ name: network }: Network, backend: KernelBackend, name: string, open = true): void {
  if (!open) throw new GraftError('session-disposed', `The session of network "${network}" was disposed.`);
  if (currentBackend() !== backend) {
    throw new GraftError(
      'backend-changed',
      `Network "${network}" was loaded on ${name}, and the current tfjs backend is another (${getBackend()}). Set ${name} again, or make a new engine.`,
    );
  }
  checkIntact(backend);
}

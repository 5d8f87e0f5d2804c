import { dispose, engine } from '@tensorflow/tfjs-core';

/**
 * Disposes what a tape has kept for a backward pass that something thrown has ended: tfjs does so at the end of that pass
 * only (tfjs-core 4.22, `engine.ts`, `gradients`), and scopes leave kept tensors alone.
 */
export function releaseTape(): void {
  const { state } = engine();
  // Within another tape, that one still needs them.
  if (state.gradientDepth > 0) return;
  for (const { saved } of state.activeTape ?? []) dispose(saved ?? []);
  state.activeTape = [];
}

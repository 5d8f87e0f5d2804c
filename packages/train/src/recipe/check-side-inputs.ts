import { GraftError, type Network } from '@graftjs/core';

/**
 * Refuses a part that trains and needs more than the features at its boundary.
 *
 * @param network behind the boundary
 * @param boundary the layer before it
 * @throws GraftError 'side-inputs'
 */
export function checkSideInputs({ inputs }: Network, boundary: string): void {
  if (inputs.length <= 1) return;
  const others = inputs.map(({ name }) => name).filter((name) => name !== boundary);
  throw new GraftError(
    'side-inputs',
    `What trains behind "${boundary}" needs other inputs too (${others.join(', ')}), which no stage that trains can give it. ` +
      'Freeze everything up to a layer behind which only the features are needed, or use featureExtraction().',
  );
}

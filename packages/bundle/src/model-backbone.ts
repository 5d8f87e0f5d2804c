import type { OpenBackbone } from '@graftjs/core';
import { GraftError, taskColumns } from '@graftjs/core';
import { networkFingerprint } from '@graftjs/network';
import type { Bundle } from './decode-bundle.js';

/**
 * A bundle as the backbone of another run: its output layer is the classifier, its preprocessing and licence go with it.
 *
 * @throws GraftError 'no-outputs'
 */
export function modelBackbone<Input>(bundle: Bundle<Input>): OpenBackbone<Input> {
  const { network, preprocess, backbone } = bundle;
  const [output] = network.outputs;
  if (!output) throw new GraftError('no-outputs', `${network.name} has no outputs.`);
  return {
    id: bundle.id,
    modality: bundle.modality,
    license: bundle.license,
    ...(backbone.pretraining && { pretraining: backbone.pretraining }),
    classifier: { layer: output.from, labels: taskColumns(bundle.task) },
    fingerprint: networkFingerprint(network).json([preprocess.kind, preprocess.spec]).hex(),
    preprocess,
    network,
    ...(backbone.blockEnds && { blockEnds: backbone.blockEnds }),
  };
}

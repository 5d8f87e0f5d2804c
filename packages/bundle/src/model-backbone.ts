import type { OpenBackbone } from '@graftjs/core';
import { fingerprint, GraftError } from '@graftjs/core';
import { labelsOf } from './check-model.js';
import type { Bundle } from './decode-bundle.js';

/**
 * A bundle as the backbone of another run: its output layer is the classifier, its preprocessing and licence go with it.
 *
 * @throws GraftError 'no-outputs'
 */
export function modelBackbone<Input>(bundle: Bundle<Input>): OpenBackbone<Input> {
  const { network, preprocess, backbone } = bundle;
  const { weights, ...topology } = network;
  const [output] = network.outputs;
  if (!output) throw new GraftError('no-outputs', `${network.name} has no outputs.`);
  const facts = JSON.parse(JSON.stringify([topology, preprocess.kind, preprocess.spec]));
  return {
    id: bundle.id,
    modality: bundle.modality,
    license: bundle.license,
    ...(backbone.pretraining && { pretraining: backbone.pretraining }),
    classifier: { layer: output.from, labels: labelsOf(bundle.task) },
    fingerprint: fingerprint().json(facts).tensors(weights).hex(),
    preprocess,
    network,
    ...(backbone.blockEnds && { blockEnds: backbone.blockEnds }),
  };
}

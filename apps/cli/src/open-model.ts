import { loadBundle } from '@graftjs/bundle/files';
import { GraftError, type ImageInput, type Model } from '@graftjs/core';
import { findBottleneck } from '@graftjs/cut';
import { imagePlugin } from '@graftjs/images';
import { isFile, openBackbone, requireOpen } from './open-backbone.js';

/**
 * Opens what predicts: a bundle, or a backbone by name with the classifier that it was trained with.
 *
 * @param weights of a backbone: a file; default: those that come with graft
 * @throws GraftError 'no-classifier', 'unused-option', and what `loadBundle` and the backbone's factory throw
 */
export async function openModel(name: string, weights?: string): Promise<Model<ImageInput>> {
  if (isFile(name)) {
    if (weights === undefined) return loadBundle(name, { preprocessors: [imagePlugin] });
    throw new GraftError('unused-option', `The bundle ${name} brings its weights. Leave --weights out.`);
  }
  const { id, network, classifier, preprocess, license } = requireOpen(await openBackbone(name, { weights }));
  if (classifier === undefined) {
    throw new GraftError(
      'no-classifier',
      `${name} has no classifier of its own. Train one: graft train <data> --backbone ${name}.`,
    );
  }
  return {
    id,
    network,
    cut: findBottleneck(network, { classifier: classifier.layer }).cut.layer,
    // A classifier that comes with a backbone ends in probabilities.
    activation: 'linear',
    task: { kind: 'classification', labels: classifier.labels },
    preprocess,
    license,
  };
}

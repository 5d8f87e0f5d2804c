import { loadBundle } from '@graftjs/bundle/files';
import { GraftError, type ImageInput, type Model } from '@graftjs/core';
import { findBottleneck } from '@graftjs/cut';
import { imagePlugin } from '@graftjs/images';
import { isFile, openBackbone, requireOpen } from './open-backbone.js';

/**
 * Opens what predicts: a bundle, or a backbone by name with the classifier that it was trained with.
 *
 * @throws GraftError 'no-classifier', and what `loadBundle` and the backbone's factory throw
 */
export async function openModel(name: string): Promise<Model<ImageInput>> {
  if (isFile(name)) return loadBundle(name, { preprocessors: [imagePlugin] });
  const { id, network, classifier, preprocess, license } = requireOpen(await openBackbone(name));
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

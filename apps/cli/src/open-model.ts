import { GraftError, type Model } from '@graftjs/core';
import { findBottleneck } from '@graftjs/cut';
import type { AnyInput } from './any-input.js';
import { isFile, openBackbone, requireOpen } from './open-backbone.js';
import { findWithEnding, openBundle } from './open-bundle.js';
import { builtIn } from './plugins.js';

/**
 * Opens what predicts: a bundle, or a backbone by name with the classifier that it was trained with.
 *
 * @param weights of a backbone: a file; default: those that come with graft
 * @throws GraftError 'no-classifier', 'unused-option', and what `openBundle` and the backbone's factory throw
 */
export async function openModel(name: string, weights?: string): Promise<Model<AnyInput>> {
  if (isFile(name)) {
    if (weights === undefined) return openBundle(name);
    throw new GraftError('unused-option', `The bundle ${name} brings its weights. Leave --weights out.`);
  }
  const meant = Object.hasOwn(builtIn.backbones, name) ? undefined : await findWithEnding(name);
  if (meant !== undefined) {
    throw new GraftError('no-bundle', `There is no backbone ${name}. There is ${meant}: name it with its ending.`);
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

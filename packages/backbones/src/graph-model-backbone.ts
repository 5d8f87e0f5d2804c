import { fingerprint, GraftError } from '@graftjs/core';
import type { ClosedBackbone, Preprocess } from '@graftjs/core';
import { getBackend, version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import { graphModelSession, type GraphModelFacts } from './graph-model-session.js';

export interface GraphModelOptions<Input>
  extends
    Omit<ClosedBackbone<Input>, 'features' | 'fingerprint' | 'classifier'>,
    Pick<GraphModelFacts, 'artifacts' | 'shape' | 'feed'> {}

/**
 * Makes a closed backbone of a TensorFlow.js graph: a hub module, say, whose layers cannot be seen. The graph loads with its first
 * batch; `features.dispose()` takes it out of the backend's memory.
 *
 * The fingerprint covers graph, weights and preprocessing. What `feed` does is not covered: a change of it is another `id`.
 *
 * @throws GraftError 'not-graph-model' for the artifacts of a model of layers; what `graphModelSession` throws
 * @example
 * const artifacts = await readTfjsArtifactsFile('encoder/model.json');
 * const backbone = graphModelBackbone({ id: 'encoder', modality: 'text', license: 'MIT', preprocess, artifacts, shape: [128] });
 */
export function graphModelBackbone<Input>(options: GraphModelOptions<Input>): ClosedBackbone<Input> {
  const { artifacts, shape, feed, preprocess, ...facts } = options;
  const { format, topology, tensors } = artifacts;
  if (format !== 'graph-model') {
    throw new GraftError(
      'not-graph-model',
      `${facts.id} is a model of layers, which can be seen: read it as a network, and make a backbone of that.`,
    );
  }
  const { kind, spec } = preprocess;
  return {
    ...facts,
    preprocess: onBackend(preprocess),
    fingerprint: fingerprint().json([topology, kind, spec, shape]).tensors(tensors).hex(),
    features: { ...graphModelSession({ name: facts.id, artifacts, shape, feed }), shape },
  };
}

/** Its features depend on the backend too, wherever the head may run. */
function onBackend<Input>(preprocess: Preprocess<Input>): Preprocess<Input> {
  const { kind, spec, fingerprint: name, prepare, batch } = preprocess;
  return {
    ...{ kind, spec, fingerprint: name, prepare, batch },
    get runtime() {
      return `${preprocess.runtime}, tfjs ${tfjsVersion} on ${getBackend()}`;
    },
  };
}

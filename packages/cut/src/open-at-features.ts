import { GraftError } from '@graftjs/core';
import type { ClosedBackbone, Json, Network, OpenBackbone, Preprocess, PreprocessPlugin } from '@graftjs/core';

/** The layer of the network that `openAtFeatures` gives. */
const FEATURES = 'features';
const INPUT = 'features_input';

/**
 * A closed backbone as one that is open from its features on: its network is one layer that passes them through, and the box
 * itself runs between preprocessing and network. So everything that takes a network takes it: a head joins on, features are
 * cached, a bundle is written. There is no block in it, so nothing of it can be trained.
 *
 * The preprocessing bears the backbone's id and names its fingerprint; `closedPlugin` restores it from a bundle.
 *
 * @param backbone stays the caller's to dispose
 */
export function openAtFeatures<Input>(backbone: ClosedBackbone<Input>): OpenBackbone<Input> {
  const { features, preprocess: _, classifier: __, ...facts } = backbone;
  return { ...facts, network: featuresNetwork(facts.id, features.shape), preprocess: closedPreprocess(backbone) };
}

/**
 * Restores the preprocessing of what was trained on a closed backbone: a bundle does not hold the box itself, so whoever loads
 * it hands in the same one.
 *
 * @throws GraftError from `restore`: 'bad-closed-spec', 'other-backbone' where the box is not the one that was trained on
 * @example
 * const encoder = await universalSentenceEncoder();
 * const bundle = await loadBundle('spam.safetensors', { preprocessors: [closedPlugin(encoder)] });
 */
export function closedPlugin<Input>(backbone: ClosedBackbone<Input>): PreprocessPlugin<Input> {
  return {
    kind: backbone.id,
    modality: backbone.modality,
    restore(spec) {
      const trained = readFingerprint(spec);
      if (trained === backbone.fingerprint) return closedPreprocess(backbone);
      throw new GraftError(
        'other-backbone',
        `It was trained on features of ${backbone.id} with the fingerprint ${trained.slice(0, 12)}…, and the one at hand has ` +
          `${backbone.fingerprint.slice(0, 12)}…: other weights, or another vocabulary. Get the version that it was trained on.`,
      );
    },
  };
}

function closedPreprocess<Input>({ id, fingerprint, features, preprocess }: ClosedBackbone<Input>): Preprocess<Input> {
  return {
    kind: id,
    spec: { fingerprint },
    // Asked for late: it may name the backend that runs then.
    get runtime() {
      return preprocess.runtime;
    },
    fingerprint: preprocess.fingerprint,
    prepare: preprocess.prepare,
    batch: preprocess.batch,
    async features(batch) {
      const [output] = await features.run(batch);
      if (output !== undefined) return new Map([[INPUT, output]]);
      throw new GraftError('no-outputs', `The closed backbone ${id} gave no features.`);
    },
  };
}

function featuresNetwork(name: string, shape: ClosedBackbone<never>['features']['shape']): Network {
  return {
    name,
    inputs: [{ name: INPUT, shape: [null, ...shape], dtype: 'float32' }],
    layers: [
      {
        name: FEATURES,
        type: 'Activation',
        inputs: [{ from: INPUT }],
        options: { activation: 'linear' },
        weights: {},
      },
    ],
    outputs: [{ from: FEATURES }],
    weights: new Map(),
  };
}

function readFingerprint(spec: Json): string {
  const [entry, ...others] = typeof spec === 'object' && spec !== null ? Object.entries(spec) : [];
  const [name, value] = entry ?? [];
  if (name === 'fingerprint' && typeof value === 'string' && others.length === 0) return value;
  throw new GraftError(
    'bad-closed-spec',
    `The preprocessing of a closed backbone is { "fingerprint": … } and nothing else; got ${JSON.stringify(spec).slice(0, 60)}.`,
  );
}

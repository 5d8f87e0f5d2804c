import type { ClosedBackbone, NetworkInputs } from '@graftjs/core';
import { inferShapes } from '@graftjs/network';
import { expect, it } from 'vitest';
import { findBottleneck } from './find-bottleneck.js';
import { closedPlugin, openAtFeatures } from './open-at-features.js';
import { splitBlocks } from './split-blocks.js';

const lengths = (texts: readonly unknown[]): NetworkInputs =>
  new Map([['ids', { dtype: 'int32', shape: [texts.length, 1], data: Int32Array.from(texts.map((text) => String(text).length)) }]]); // prettier-ignore

/** Its features of a text are its length, twice. */
function box(changes: Partial<ClosedBackbone<string>> = {}): ClosedBackbone<string> {
  return {
    id: 'lengths',
    modality: 'text',
    license: 'Apache-2.0',
    classifier: { layer: 'long', labels: ['yes', 'no'] },
    fingerprint: 'abcdefghijklmnop',
    preprocess: {
      kind: 'letters',
      spec: null,
      runtime: 'letters 1',
      fingerprint: (text) => Promise.resolve(text),
      prepare: (text) => Promise.resolve(text),
      batch: lengths,
    },
    features: {
      shape: [2],
      run: (inputs) => {
        const { data, shape } = inputs.get('ids')!;
        return Promise.resolve([
          { dtype: 'float32', shape: [shape[0]!, 2], data: Float32Array.from([...data].flatMap((n) => [n, n])) },
        ]);
      },
      dispose: () => undefined,
    },
    ...changes,
  };
}

it('is a network of one layer that passes the features on, which the box makes of a batch', async () => {
  const { network, preprocess, classifier, fingerprint } = openAtFeatures(box());
  expect([...inferShapes(network)]).toEqual([
    ['features_input', [[null, 2]]],
    ['features', [[null, 2]]],
  ]);
  expect(findBottleneck(network).cut).toEqual({ layer: 'features', shape: [2], carries: [] });
  expect(splitBlocks(network)).toEqual([]);
  expect([classifier, fingerprint]).toEqual([undefined, 'abcdefghijklmnop']);
  const inputs = await preprocess.features?.(preprocess.batch(['a', 'abc']));
  expect(inputs).toEqual(
    new Map([['features_input', { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 1, 3, 3) }]]),
  );
});

it('says which box is needed, and is restored with it alone', async () => {
  const { preprocess } = openAtFeatures(box());
  expect([preprocess.kind, preprocess.spec, preprocess.runtime]).toEqual(['lengths', { fingerprint: 'abcdefghijklmnop' }, 'letters 1']); // prettier-ignore
  const plugin = closedPlugin(box());
  expect([plugin.kind, plugin.modality]).toEqual(['lengths', 'text']);
  const restored = plugin.restore(preprocess.spec);
  expect(await restored.features?.(lengths(['ab']))).toEqual(await preprocess.features?.(lengths(['ab'])));
  expect(() => closedPlugin(box({ fingerprint: 'ponmlkjihgfedcba' })).restore(preprocess.spec)).toThrow(
    expect.objectContaining({
      code: 'other-backbone',
      message:
        'It was trained on features of lengths with the fingerprint abcdefghijkl…, and the one at hand has ponmlkjihgfe…: other weights, or another vocabulary. Get the version that it was trained on.',
    }) as Error,
  );
});

it.each([null, 7, [], {}, { fingerprint: 7 }, { fingerprint: 'abc', more: 1 }])('refuses the spec %j', (spec) => {
  expect(() => closedPlugin(box()).restore(spec as never)).toThrow(
    expect.objectContaining({
      code: 'bad-closed-spec',
      message: `The preprocessing of a closed backbone is { "fingerprint": … } and nothing else; got ${JSON.stringify(spec)}.`,
    }) as Error,
  );
});

it('refuses a box that gives nothing', async () => {
  const features = { ...box().features, run: () => Promise.resolve([]) };
  await expect(openAtFeatures(box({ features })).preprocess.features?.(lengths(['a']))).rejects.toMatchObject({
    code: 'no-outputs',
    message: 'The closed backbone lengths gave no features.',
  });
});

import type { Json } from '@graftjs/core';
import { networkTopology } from '@graftjs/formats/network-file/network-topology';
import * as v from 'valibot';

/** Raised whenever an older reader would misunderstand a bundle. */
export const BUNDLE_FORMAT = 1;

// What came out of JSON.parse is JSON; what it means is checked by whoever uses it: the layer table, a preprocess plugin.
const json = v.custom<Json>((value) => value !== undefined);
const name = v.pipe(v.string(), v.nonEmpty());
const names = v.pipe(
  v.array(name),
  v.nonEmpty(),
  v.check((all) => new Set(all).size === all.length, 'must not name anything twice'),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const topology = v.strictObject({
  ...networkTopology.entries,
  outputs: v.pipe(networkTopology.entries.outputs, v.length(1)),
});

const task = v.variant('kind', [
  v.strictObject({ kind: v.literal('classification'), labels: names }),
  v.strictObject({ kind: v.literal('multilabel'), labels: names }),
  v.strictObject({ kind: v.literal('regression'), names }),
]);

const plugin = v.strictObject({ id: name, spec: json });

/** The JSON in a bundle's metadata: everything but the weights. */
export const bundleRecord = v.strictObject({
  format: v.literal(BUNDLE_FORMAT),
  id: name,
  network: topology,
  cut: name,
  activation: v.picklist(['softmax', 'sigmoid', 'linear']),
  task,
  preprocess: v.strictObject({ kind: name, spec: json }),
  /** SPDX identifier of the backbone's weights. */
  license: name,
  backbone: v.strictObject({
    id: name,
    fingerprint: name,
    pretraining: v.exactOptional(v.strictObject({ data: v.string(), task: v.string() })),
    blockEnds: v.exactOptional(v.array(name)),
  }),
  head: plugin,
  freeze: plugin,
  recipe: json,
  metrics: json,
  trainedOn: v.exactOptional(v.strictObject({ splits: names, contents: v.string() })),
  stages: v.array(json),
  versions: v.record(v.string(), v.string()),
});

export type BundleRecord = v.InferOutput<typeof bundleRecord>;

/** What every format has, so that an older reader can say what it is looking at. */
export const anyBundleRecord = v.looseObject({ format: count, versions: v.record(v.string(), v.string()) });

import type { Json } from '@graftjs/core';
import * as v from 'valibot';

// What came out of JSON.parse is JSON; what it means is checked by the layer table.
const options = v.custom<{ readonly [name: string]: Json }>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object',
);
const name = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const source = v.strictObject({ from: name, output: v.exactOptional(count) });

/** A network without its weights, as JSON in a file. */
export const networkTopology = v.strictObject({
  name: v.string(),
  inputs: v.array(v.strictObject({ name, shape: v.array(v.nullable(count)), dtype: v.picklist(['float32', 'int32']) })),
  layers: v.array(
    v.strictObject({ name, type: name, inputs: v.array(source), options, weights: v.record(v.string(), name) }),
  ),
  outputs: v.array(source),
});

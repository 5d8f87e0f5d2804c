import type { Json, RunContext } from '@graftjs/core';
import { randomStream } from '@graftjs/core';
import type { Option } from '../options.js';
import type { LayerEntry } from './layer-entry.js';

/** A layer inside another's options, looked up and completed. */
export interface WrappedLayer<Options> {
  readonly entry: LayerEntry<Options>;
  readonly options: Options;
}

/**
 * The option that holds a layer, as Keras writes it: `{ "class_name", "config" }`, where `config` has that layer type's options.
 *
 * @param entryOf the layer type of a name; undefined where it may not be wrapped
 * @param which what may be wrapped, for messages
 */
export function wrappedLayer<Options>(
  entryOf: (type: string) => LayerEntry<Options> | undefined,
  which: string,
): Option<WrappedLayer<Options>> {
  return {
    allowed: `{ "class_name", "config" } of ${which}`,
    read: (value) => {
      if (!isRecord(value) || Object.keys(value).sort().join() !== 'class_name,config') return undefined;
      const { class_name: type, config } = value;
      if (typeof type !== 'string' || config === undefined || !isRecord(config)) return undefined;
      const entry = entryOf(type);
      return entry && { entry, options: entry.parse(config) };
    },
  };
}

/** What a wrapped layer runs in: weights by a prefix, random numbers of its own. */
export function contextWithin(context: RunContext, prefix: string): RunContext {
  const seed = context.dropout;
  return {
    batchNorm: context.batchNorm,
    dropout: seed === undefined ? undefined : randomStream(seed, prefix).uint32(),
    weight: (role) => context.weight(prefix + role),
    update: (role, next) => context.update(prefix + role, next),
  };
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

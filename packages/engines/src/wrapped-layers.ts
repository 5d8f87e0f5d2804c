import type { Json, Layer } from '@graftjs/core';

/** A layer type with its options. */
export type BareLayer = Pick<Layer, 'type' | 'options'>;

/** Layers inside the options of another: one in TimeDistributed, two in Bidirectional. */
export function listWrapped({ type, options }: BareLayer): BareLayer[] {
  const layer = asLayer(options['layer']);
  const backward = asLayer(options['backward_layer']) ?? (type === 'Bidirectional' ? layer : undefined);
  return [layer, backward].filter((wrapped) => wrapped !== undefined);
}

function asLayer(value: Json | undefined): BareLayer | undefined {
  const { class_name: type, config } = (value ?? {}) as { class_name?: string; config?: Layer['options'] };
  return type === undefined || config === undefined ? undefined : { type, options: config };
}

import type { BatchShape, Layer } from '@graftjs/core';

/** An output of one call of a layer: which call, counted from 0, and which of its outputs. */
export interface TensorRef {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

/** What feeds one call of a layer or model, in order. */
export type Call = readonly TensorRef[];

/** A layer as a Keras file describes it, in terms of the layer table. */
export interface LayerPart {
  readonly kind: 'layer';
  readonly name: string;
  /** Keras's class name, which older files and the names in Keras 3's weight files use. */
  readonly className: string;
  readonly type: string;
  readonly options: Layer['options'];
  readonly trainable: boolean;
  /** Equal for two mentions of one layer. */
  readonly sharedId: number | undefined;
  readonly calls: readonly Call[];
}

export interface InputPart {
  readonly kind: 'input';
  readonly name: string;
  readonly className: string;
  /** Undefined where the file does not say. */
  readonly shape: BatchShape | undefined;
  readonly dtype: 'float32' | 'int32';
}

/** A model, perhaps within another one. */
export interface ModelPart {
  readonly kind: 'model';
  readonly name: string;
  readonly className: string;
  readonly trainable: boolean;
  readonly sharedId: number | undefined;
  readonly parts: readonly Part[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
  readonly calls: readonly Call[];
}

export type Part = LayerPart | InputPart | ModelPart;

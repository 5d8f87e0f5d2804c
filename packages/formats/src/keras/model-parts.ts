import type { BatchShape, Layer } from '@graftjs/core';

/** An output of one call of a layer: which call, counted from 0, and which of its outputs. */
export interface TensorRef {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

/** One call of a layer or model. */
export interface Call<Ref = TensorRef> {
  /** What feeds it, in the layer table's order. */
  readonly inputs: readonly Ref[];
  /** Options that Keras has as arguments of the call. */
  readonly options: Layer['options'];
  /** Where the steps that count are said, as far as the file says it: Keras 3 does, Keras 2 passes masks on unseen. */
  readonly mask: Ref | undefined;
}

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

/** An operation that makes the mask of an Embedding or Masking layer, which Keras 3 lists among the layers. */
export interface MaskPart {
  readonly kind: 'mask';
  readonly name: string;
  readonly className: 'NotEqual' | 'Any';
  /** `NotEqual` has the option `value`. */
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
  /** How its calls were written. */
  readonly style: KerasStyle;
}

export type Part = LayerPart | MaskPart | InputPart | ModelPart;

/** The two ways in which calls are written, and in which masks find their way. */
export type KerasStyle = 'keras 2' | 'keras 3';

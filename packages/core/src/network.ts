import type { Tensor } from '@tensorflow/tfjs-core';
import type { Json } from './json.js';
import type { BatchShape, HostTensor } from './tensor.js';

// Cutting takes a slice of `layers`; freezing names weights; a head is another network joined on; folding and exporting
// rewrite. Nothing here touches a backend, so a network can be hashed, sent to a worker, and written in any format.

/** An output of a layer, or of a network input. `output` counts from 0, the default. */
export type Source = { readonly from: string; readonly output?: number };

export interface Layer {
  /** Unique within the network, inputs included. */
  readonly name: string;
  /** The Keras class name: 'Conv2D', 'BatchNormalization', 'Add'. One entry in the layer table knows what it means. */
  readonly type: string;
  readonly inputs: readonly Source[];
  /** Keras option names and meanings. An option that the layer table does not honour is refused, never ignored. */
  readonly options: { readonly [name: string]: Json };
  /** Role to weight name: `{ kernel: 'stem_conv/kernel' }`. Two layers that name one weight share it. */
  readonly weights: { readonly [role: string]: string };
}

export interface NetworkInput {
  readonly name: string;
  readonly shape: BatchShape;
  readonly dtype: 'float32' | 'int32';
}

export interface Network {
  readonly name: string;
  readonly inputs: readonly NetworkInput[];
  /** In an order in which every layer comes after its inputs. May be empty: a tail after the last cut. */
  readonly layers: readonly Layer[];
  readonly outputs: readonly Source[];
  /** Empty in a bare architecture: shapes and summaries need no values. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

/** One entry of the layer table in `packages/network`. The only place that knows what a layer type means. */
export interface LayerType<Options> {
  /** Checks and completes the options; an unknown or unsupported one is a GraftError that names it. */
  parse(options: Layer['options']): Options;
  /** One shape for each output. Throws where the inputs do not fit. */
  shapes(inputs: readonly BatchShape[], options: Options): readonly BatchShape[];
  /** The weights that it has; `trainable: false` for statistics. */
  roles(inputs: readonly BatchShape[], options: Options): { readonly [role: string]: WeightRole };
  /** Runs on the current tfjs backend; the caller disposes inputs and outputs. */
  run(inputs: readonly Tensor[], options: Options, context: RunContext): readonly Tensor[];
}

export interface WeightRole {
  readonly shape: readonly number[];
  readonly trainable: boolean;
}

export interface RunContext {
  weight(role: string): Tensor;
  readonly batchNorm: BatchNormMode;
  /** Undefined when nothing is dropped; else the seed for this layer and step. */
  readonly dropout: number | undefined;
  /** New statistics; kept out of the gradient tape. */
  update(role: string, next: Tensor): void;
}

/** 'frozen': statistics and affine weights fixed. 'affine': statistics fixed. 'train': batch statistics, moving ones updated. */
export type BatchNormMode = 'frozen' | 'affine' | 'train';

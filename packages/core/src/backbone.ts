import type { Modality, Preprocess } from './dataset.js';
import type { Session } from './engine.js';
import type { Network } from './network.js';
import type { Note } from './recipe.js';
import type { Shape } from './tensor.js';

interface BackboneFacts<Input> {
  /** Architecture and weights: 'efficientnet-lite0/imagenet'. */
  readonly id: string;
  readonly modality: Modality;
  /** SPDX identifier of the weights' licence. */
  readonly license: string;
  /** What the weights were trained for; absent for weights drawn at random. */
  readonly pretraining?: { readonly data: string; readonly task: string };
  /** The output layer and what its columns mean; absent without top. */
  readonly classifier?: { readonly layer: string; readonly labels: readonly string[] };
  /** Changes whenever topology, weights or preprocessing do. */
  readonly fingerprint: string;
  readonly preprocess: Preprocess<Input>;
  /** What the user should know about it: that its pixels are scaled within, say. */
  readonly notes?: readonly Note[];
}

/** Its layers can be seen: it can be cut anywhere, frozen in part and fine-tuned. */
export interface OpenBackbone<Input> extends BackboneFacts<Input> {
  readonly network: Network;
  /** Layers at which blocks end, each one a cut. Absent: ends of merges and of downsampling, found from the graph. */
  readonly blockEnds?: readonly string[];
}

/** A closed box (a hub module, say): frozen features only. */
export interface ClosedBackbone<Input> extends BackboneFacts<Input> {
  readonly features: Session & { readonly shape: Shape };
}

export type Backbone<Input> = OpenBackbone<Input> | ClosedBackbone<Input>;

/** A layer that every path from the data input to the output crosses: a head may attach, a block may end, features may be cached. */
export interface Cut {
  readonly layer: string;
  readonly shape: Shape;
  /** Side inputs that the tail needs too (an attention mask). */
  readonly carries: readonly string[];
}

/** The layers after one block end, up to and including the next. Every block has parameters. */
export interface Block {
  readonly name: string;
  readonly layers: readonly string[];
  readonly parameters: number;
  readonly hasBatchNorm: boolean;
}

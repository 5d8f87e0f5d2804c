import type { WeightObject } from '../keras-order.js';

/** A weight that a network needs, as a Keras layer has it. */
export interface WantedWeight {
  /** Of the network: 'trunk/conv1/kernel'. */
  readonly name: string;
  /** Of its layer, without the models around: 'conv1'. */
  readonly layer: string;
  /** 'kernel', 'moving_mean'. */
  readonly role: string;
  readonly shape: readonly number[];
  /** False for statistics, and for what the model has frozen. */
  readonly trainable: boolean;
}

/** The layers of a model and their weights, in the order and nesting that Keras's weight files follow. */
export type WeightTree = WeightLayer | WeightModel;

export interface WeightLayer {
  readonly kind: 'layer';
  readonly name: string;
  readonly className: string;
  /** In Keras's order. Empty for a layer without any, and for a second mention of one layer. */
  readonly weights: readonly WantedWeight[];
  /** The same, by the objects in which Keras 3 keeps them. */
  readonly objects: readonly WeightObject<WantedWeight>[];
}

export interface WeightModel {
  readonly kind: 'model';
  readonly name: string;
  readonly className: string;
  readonly children: readonly WeightTree[];
}

/** All weights below, in order. */
export function listWanted(tree: WeightTree): readonly WantedWeight[] {
  return tree.kind === 'layer' ? tree.weights : tree.children.flatMap(listWanted);
}

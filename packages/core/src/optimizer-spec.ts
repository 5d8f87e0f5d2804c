/** How training steps. Every member is part of the recipe; a stage gives the learning rate. */
export type OptimizerSpec = {
  /** 'adamw': Loshchilov & Hutter 2019, bias-corrected. 'sgd': with momentum. Default 'adamw'. */
  readonly kind?: 'adamw' | 'sgd';
  /** 'sgd' only, from 0 (included) to 1 (excluded). Default 0.9. */
  readonly momentum?: number;
  /** Per step, decoupled: `w -= rate * weightDecay * w`; of kernels and embeddings, never of biases and gains. Default 0. */
  readonly weightDecay?: number;
  /** L2-SP: adds `pullToPretrained * (w - pretrained)` to the gradient of the backbone's weights. Default 0. */
  readonly pullToPretrained?: number;
  /** Scales all gradients so that their global norm is at most this. Default: no clipping. */
  readonly clipNorm?: number;
  /** From 0 (included) to 1 (excluded): the share of each target that is spread over all labels. Default 0. */
  readonly labelSmoothing?: number;
  /** Batches whose gradients are summed to one step. Default 1. */
  readonly accumulate?: number;
  /**
   * Keeps an exponential moving average of the weights with this decay, from 0 to 1 (excluded), and evaluates it. After step t of a
   * stage the decay is `min(averaging, (1 + t) / (10 + t))`, so that a short stage does not end where it began. Default: none.
   */
  readonly averaging?: number;
};

/** What `--optimizer` may name; see `OptimizerSpec`. */
export const optimizers = ['adamw', 'sgd'] as const;

/** The 1,000 class names in output order, all different: two that share a name in WordNet are told apart in brackets. */
export const labels: readonly string[];

/** The classes as WordNet 3.0 synsets, in output order: `n01440764`. */
export const wordnetIds: readonly string[];

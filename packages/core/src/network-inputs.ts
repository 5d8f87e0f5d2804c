import type { NetworkInputs, Preprocess } from './dataset.js';

/** The batch that a network is given: what was prepared, by way of a closed backbone where there is one. */
export async function networkInputs<Ready>(
  { batch, features }: Pick<Preprocess<never, Ready>, 'batch' | 'features'>,
  ready: readonly Ready[],
): Promise<NetworkInputs> {
  const inputs = batch(ready);
  return features === undefined ? inputs : features(inputs);
}

import { expect, it } from 'vitest';
import type { NetworkInputs } from './dataset.js';
import { networkInputs } from './network-inputs.js';

const batch = (ready: readonly number[]): NetworkInputs =>
  new Map([['x', { dtype: 'float32', shape: [ready.length, 1], data: Float32Array.from(ready) }]]);

it('is the batch itself, or what a closed backbone makes of it', async () => {
  expect(await networkInputs({ batch }, [1, 2])).toEqual(batch([1, 2]));
  const seen: NetworkInputs[] = [];
  const features = (inputs: NetworkInputs) => {
    seen.push(inputs);
    return Promise.resolve(batch([7]));
  };
  expect(await networkInputs({ batch, features }, [1, 2])).toEqual(batch([7]));
  expect(seen).toEqual([batch([1, 2])]);
});

import type { Backbone, Dataset, FreezeStrategy, Head, HostTensor } from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import { compose, fit } from '@graftjs/train';
import { expectNoLeak, expectThat } from './expect.js';
import { largestMagnitude, sameBytes } from './same-bytes.js';

/**
 * Trains once on the current tfjs backend and checks the first promise: what is frozen stays bit-identical, BatchNorm
 * statistics included, and every trainable weight of the head moves.
 *
 * @param parts a data set that is quick to train on, such as `toyImages()`, and the parts to put together
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkFrozenStaysFrozen<Input>(parts: {
  readonly data: Dataset<Input>;
  readonly backbone: Backbone<Input>;
  readonly head: Head;
  readonly freeze: FreezeStrategy;
}): Promise<void> {
  const subject = `${parts.backbone.id} with ${parts.head.id} and ${parts.freeze.id}`;
  expectThat('network' in parts.backbone, subject, 'a closed backbone has no weights to look at');
  const { weights: pretrained } = parts.backbone.network;
  const before = new Map([...pretrained].map(([name, tensor]) => [name, copyOf(tensor)]));
  await expectNoLeak(subject, async () => {
    const composition = compose({ ...parts, seed: 1 });
    const run = await fit(composition);
    let compared = 0;
    for (const [name, tensor] of run.network.weights) {
      const copy = before.get(name);
      if (!copy) continue;
      compared++;
      expectThat(sameBytes(tensor, copy), subject, `the frozen weight "${name}" changed`);
    }
    expectThat(compared > 0, subject, 'the trained network holds no weight of the backbone');
    for (const [name, role] of listWeights(run.network)) {
      if (before.has(name) || !role.trainable) continue;
      const fitted = run.network.weights.get(name);
      expectThat(fitted !== undefined && largestMagnitude(fitted) > 0, subject, `the weight "${name}" did not move`);
    }
    for (const [name, tensor] of pretrained) {
      expectThat(sameBytes(tensor, before.get(name)), subject, `training changed the user's own "${name}"`);
    }
  });
}

function copyOf(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() } as HostTensor;
}

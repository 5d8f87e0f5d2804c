import type {
  Backbone,
  Block,
  BlockMode,
  Dataset,
  FreezeStrategy,
  Head,
  HostTensor,
  Network,
  StageResult,
} from '@graftjs/core';
import { listWeights } from '@graftjs/network';
import { compose, fit } from '@graftjs/train';
import { expectNoLeak, expectThat } from './expect.js';
import { largestMagnitude, sameBytes } from './same-bytes.js';

/**
 * Trains once on the current tfjs backend and checks the first promise: what no stage trains stays bit-identical, BatchNorm
 * statistics included, and every weight that the last stage trains moves, those of the head included.
 *
 * The weights of the last stage are looked at, whichever the strategy keeps: the best may be from before anything was unfrozen.
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
    const composition = compose({ ...parts, freeze: keepingLast(parts.freeze), seed: 1 });
    const run = await fit(composition);
    const stages = run.stages.map((result) => listTrained(run.network, composition.blocks, result));
    const ever = new Set(stages.flatMap((names) => [...names]));
    const last = stages.at(-1) ?? new Set();
    let compared = 0;
    for (const [name, tensor] of run.network.weights) {
      const copy = before.get(name);
      if (!copy) continue;
      compared++;
      if (!ever.has(name)) expectThat(sameBytes(tensor, copy), subject, `the frozen weight "${name}" changed`);
      if (last.has(name)) expectThat(!sameBytes(tensor, copy), subject, `the weight "${name}" did not move`);
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

function keepingLast(strategy: FreezeStrategy): FreezeStrategy {
  return {
    ...strategy,
    *stages(blocks, facts) {
      yield* strategy.stages(blocks, facts);
      return 'last';
    },
  };
}

/** The weights of the backbone that a stage trains, by its own account. */
function listTrained(network: Network, blocks: readonly Block[], { stage }: StageResult): Set<string> {
  if (stage.kind === 'solve') return new Set();
  const roles = listWeights(network);
  const modes = new Map(blocks.flatMap(({ layers }, index) => layers.map((layer) => [layer, stage.blocks[index]])));
  const names = network.layers.flatMap(({ name, type, weights }) =>
    Object.entries(weights)
      .filter(([role, weight]) =>
        isTrained(modes.get(name) ?? 'frozen', type, role, roles.get(weight)?.trainable === false),
      )
      .map(([, weight]) => weight),
  );
  return new Set(names);
}

function isTrained(mode: BlockMode, type: string, role: string, isStatistic: boolean): boolean {
  if (mode === 'frozen') return false;
  const isBatchNorm = type === 'BatchNormalization';
  if (isStatistic) return isBatchNorm && mode.batchNorm === 'train';
  if (isBatchNorm && mode.batchNorm === 'frozen') return false;
  if (mode.train === 'biases') return /(^|\/)(bias|beta)$/.test(role);
  return mode.train === 'all' || isBatchNorm;
}

function copyOf(tensor: HostTensor): HostTensor {
  return { ...tensor, data: tensor.data.slice() } as HostTensor;
}

import type {
  Backbone,
  BatchNormMode,
  Block,
  BlockMode,
  Dataset,
  FreezeStrategy,
  Head,
  HostTensor,
  Network,
  StageResult,
} from '@graftjs/core';
import { joinNetworks, listWeights } from '@graftjs/network';
import { compose, fit, type Composition } from '@graftjs/train';
import { expectNoLeak, expectThat } from './expect.js';
import { sameBytes } from './same-bytes.js';

/** Goes before the names of the head's layers and weights in a trained network. */
const HEAD = 'head';

/**
 * Trains on the current tfjs backend and checks the first promise: what no stage trains stays bit-identical, BatchNorm
 * statistics included; every weight that the last stage trains moves while it runs, those of the head included, and no other.
 *
 * The weights of the last stage are looked at, whichever the strategy keeps: the best may be from before anything was unfrozen.
 *
 * @param parts a data set that is quick to train on, such as `toyImages()`, and the parts to put together; a strategy of
 * several stages is trained twice
 * @throws GraftError 'check-failed' that says what does not hold
 */
export async function checkFrozenStaysFrozen<Input>(parts: TrainedParts<Input>): Promise<void> {
  const subject = `${parts.backbone.id} with ${parts.head.id} and ${parts.freeze.id}`;
  expectThat('network' in parts.backbone, subject, 'a closed backbone has no weights to look at');
  const { weights: pretrained } = parts.backbone.network;
  const before = new Map([...pretrained].map(([name, tensor]) => [name, copyOf(tensor)]));
  await expectNoLeak(subject, async () => {
    const composition = composeUpTo(parts, Infinity, 'last');
    const run = await fit(composition);
    const begin = await weightsBeforeLast(parts, composition, run.stages);
    const stages = run.stages.map((result) => listTrained(run.network, composition.blocks, result));
    const ever = new Set(stages.flatMap((names) => [...names]));
    const last = stages.at(-1) ?? new Set();
    let compared = 0;
    for (const [name, tensor] of run.network.weights) {
      const copy = before.get(name);
      if (copy) compared++;
      if (copy && !ever.has(name)) expectThat(sameBytes(tensor, copy), subject, `the frozen weight "${name}" changed`);
      const moved = !sameBytes(tensor, begin.get(name));
      if (last.has(name)) expectThat(moved, subject, `the weight "${name}" did not move`);
      else expectThat(!moved, subject, `the weight "${name}" moved in the last stage, which leaves it frozen`);
    }
    expectThat(compared > 0, subject, 'the trained network holds no weight of the backbone');
    for (const [name, tensor] of pretrained) {
      expectThat(sameBytes(tensor, before.get(name)), subject, `training changed the user's own "${name}"`);
    }
  });
}

interface TrainedParts<Input> {
  readonly data: Dataset<Input>;
  readonly backbone: Backbone<Input>;
  readonly head: Head;
  readonly freeze: FreezeStrategy;
}

/** The parts put together with a strategy that ends after so many stages. */
function composeUpTo<Input>(parts: TrainedParts<Input>, count: number, keep: 'best' | 'last'): Composition<Input> {
  const { freeze } = parts;
  const shortened: FreezeStrategy = {
    ...freeze,
    *stages(blocks, facts) {
      const asked = freeze.stages(blocks, facts);
      let next = asked.next();
      for (let stage = 0; stage < count && next.done !== true; stage++) next = asked.next(yield next.value);
      return keep;
    },
  };
  return compose({ ...parts, freeze: shortened, seed: 1 });
}

/** What the last stage began with: the parts as they were put together, or what the stages before it leave. */
async function weightsBeforeLast<Input>(
  parts: TrainedParts<Input>,
  { trunk, head }: Composition<Input>,
  stages: readonly StageResult[],
): Promise<Network['weights']> {
  if (stages.length === 1) return joinNetworks(trunk.network, head.network, HEAD).weights;
  const keep = stages.at(-1)?.stage.start === 'best' ? 'best' : 'last';
  const { network, beforeRefit } = await fit(composeUpTo(parts, stages.length - 1, keep));
  return (beforeRefit ?? network).weights;
}

/** The weights that a stage trains, by its own account. */
function listTrained(network: Network, blocks: readonly Block[], { stage }: StageResult): Set<string> {
  const roles = listWeights(network);
  const isSolved = stage.kind === 'solve';
  const ofBlocks = isSolved
    ? []
    : blocks.flatMap(({ layers }, i) => layers.map((layer) => [layer, stage.blocks[i]] as const));
  const modes = new Map(ofBlocks);
  // Solving fits weights; only batches move statistics.
  const headMode: BlockMode = isSolved ? whollyWith('affine') : stage.head === 'train' ? whollyWith('train') : 'frozen';
  const modeOf = (layer: string): BlockMode => modes.get(layer) ?? (layer.startsWith(`${HEAD}/`) ? headMode : 'frozen');
  const names = network.layers.flatMap(({ name, type, weights }) =>
    Object.entries(weights)
      .filter(([role, weight]) => isTrained(modeOf(name), type, role, roles.get(weight)?.trainable === false))
      .map(([, weight]) => weight),
  );
  return new Set(names);
}

function whollyWith(batchNorm: BatchNormMode): BlockMode {
  return { train: 'all', learningRateScale: 1, batchNorm };
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

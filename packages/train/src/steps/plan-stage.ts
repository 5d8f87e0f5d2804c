import {
  GraftError,
  type BatchNormMode,
  type Block,
  type BlockMode,
  type Layer,
  type Network,
  type TrainStage,
} from '@graftjs/core';
import { listWeights } from '@graftjs/network';

/** One weight that a stage trains. */
export interface TrainedWeight {
  /** Times the stage's rate. */
  readonly learningRateScale: number;
  /** Index of its block; undefined in the head. */
  readonly block: number | undefined;
  /** Whether weight decay may pull it: kernels and embeddings, never biases and gains, whatever their shape. */
  readonly decays: boolean;
}

/** What a stage is planned for. */
export interface PlannedNetwork {
  /** Backbone, pooling and head. */
  readonly network: Network;
  /** Of the backbone; the stage has a mode for each. */
  readonly blocks: readonly Block[];
  /** Names of the layers that are the head's. */
  readonly headLayers: ReadonlySet<string>;
}

/** What a stage means for every weight and layer of a network. Whatever is not named here does not move. */
export interface StagePlan {
  /** By weight name, in the network's order. */
  readonly trained: ReadonlyMap<string, TrainedWeight>;
  /** Moving statistics that follow the batches. */
  readonly statistics: ReadonlySet<string>;
  readonly batchNorm: (layer: string) => BatchNormMode;
  /** The layer up to which everything is frozen, so that it need run only once; undefined when the first block trains. */
  readonly boundary: string | undefined;
}

/**
 * Works out what a stage trains.
 *
 * @throws GraftError 'nothing-to-train'
 */
export function planStage(subject: PlannedNetwork, stage: TrainStage): StagePlan {
  const { network, blocks, headLayers } = subject;
  const modeOf = new Map<string, { readonly mode: BlockMode; readonly block: number | undefined }>();
  blocks.forEach(({ layers }, block) => {
    for (const layer of layers) modeOf.set(layer, { mode: stage.blocks[block] ?? 'frozen', block });
  });
  const headMode = stage.head === 'train' ? wholly : 'frozen';
  const roles = listWeights(network);
  const trained = new Map<string, TrainedWeight>();
  const statistics = new Set<string>();
  const batchNorms = new Map<string, BatchNormMode>();
  for (const layer of network.layers) {
    const inHead = headLayers.has(layer.name);
    const { mode = 'frozen', block } = inHead ? { mode: headMode, block: undefined } : (modeOf.get(layer.name) ?? {});
    if (mode === 'frozen') continue;
    batchNorms.set(layer.name, mode.batchNorm);
    for (const [role, name] of Object.entries(layer.weights)) {
      if (roles.get(name)?.trainable === false) {
        // A Normalization layer has such weights too, and no batch moves them.
        if (mode.batchNorm === 'train' && isBatchNorm(layer)) statistics.add(name);
      } else if (trains(mode, layer, role)) {
        trained.set(name, { learningRateScale: mode.learningRateScale, block, decays: kernels.test(role) });
      }
    }
  }
  if (trained.size === 0) {
    throw new GraftError(
      'nothing-to-train',
      `The stage "${stage.name}" trains no weight. Let the head train, or a block that has such weights: ` +
        blocks.map(({ name, hasBatchNorm }) => (hasBatchNorm ? `${name} (with BatchNorm)` : name)).join(', '),
    );
  }
  return {
    trained,
    statistics,
    batchNorm: (layer) => batchNorms.get(layer) ?? 'frozen',
    boundary: boundaryOf(subject, stage),
  };
}

const wholly = { train: 'all', learningRateScale: 1, batchNorm: 'train' } as const;

function trains({ train, batchNorm }: Exclude<BlockMode, 'frozen'>, layer: Layer, role: string): boolean {
  if (isBatchNorm(layer) && batchNorm === 'frozen') return false;
  if (train === 'batch-norm') return isBatchNorm(layer);
  return train === 'all' || biases.test(role);
}

function isBatchNorm({ type }: Layer): boolean {
  return type === 'BatchNormalization';
}

/** 'kernel', 'recurrent_kernel', 'query/kernel'. */
const kernels = /(^|[/_])(kernel|embeddings)$/;

/** By itself, or of a part of a layer: 'bias', 'forward/bias'. */
const biases = /(^|\/)(bias|beta)$/;

/** The end of the leading frozen blocks; of the pooling too, when all of them are. */
function boundaryOf(
  { network, blocks, headLayers }: PlannedNetwork,
  { blocks: modes }: TrainStage,
): string | undefined {
  const firstTrained = modes.findIndex((mode) => mode !== 'frozen');
  if (firstTrained > 0) return blocks[firstTrained - 1]?.layers.at(-1);
  if (firstTrained === 0) return undefined;
  return network.layers.filter(({ name }) => !headLayers.has(name)).at(-1)?.name;
}

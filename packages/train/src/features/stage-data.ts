import type { Engine, FeatureStore, Network, Note, Shape } from '@graftjs/core';
import { inferShapes, sliceNetwork } from '@graftjs/network';
import type { ResolvedRecipe } from '../compose.js';
import type { FeaturePrice } from './feature-price.js';
import { networkSource } from './feature-source.js';
import { checkSideInputs } from '../recipe/check-side-inputs.js';
import type { OnProgress } from '../progress.js';
import { openRowMaker } from './row-maker.js';
import { secondsPerExample } from './seconds-per-example.js';
import { openRows, type Rows } from './rows.js';

/** What a stage trains on: the network behind the boundary, and the rows that go into it. */
export interface StageData {
  /** From the boundary to scores; one input. */
  readonly network: Network;
  readonly train: Rows;
  /** Absent where there is no such split. */
  readonly validation: Rows | undefined;
  dispose(): Promise<void>;
}

/** Default of `featureMemory`, in bytes. */
export const FEATURE_MEMORY = 2 ** 30;

export interface StageDataOptions {
  readonly engine: Engine;
  readonly store?: FeatureStore | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly onNote: (note: Note) => void;
  readonly strict?: boolean | undefined;
  /** Bytes of features that may be in memory at once. */
  readonly featureMemory: number;
  /** See `ExtractSplitOptions`. */
  readonly isTimeSpent?: (() => boolean) | undefined;
  /** See `RowsOptions`. */
  readonly lazy?: boolean | undefined;
}

/**
 * Runs the frozen part of a stage by the engine, over everything once, so that only what is behind the boundary has to
 * run in each step. Says the price first.
 *
 * @param network backbone, pooling and head, with the weights that the stage begins with
 * @param boundary the last layer that is frozen with all before it; undefined: none is
 * @throws GraftError 'not-a-cut', 'side-inputs', and what `extractFeatures` throws
 */
export async function openStageData<Input>(
  { data, backbone, batchSize, augment, cut, seed }: ResolvedRecipe<Input>,
  network: Network,
  { stage, boundary }: Pick<FeaturePrice, 'stage' | 'boundary'>,
  options: StageDataOptions,
): Promise<StageData> {
  const layer = boundary ?? network.inputs[0]?.name ?? '';
  const front = sliceNetwork(network, { upTo: layer });
  const back = sliceNetwork(network, { after: layer });
  checkSideInputs(back, layer);
  const foldedUpTo = front.layers.some(({ name }) => name === cut) ? [cut] : [];
  const source = networkSource(front, backbone.preprocess, foldedUpTo);
  // Inputs that nothing has run over yet are decoded again sooner than they are read from a store.
  const store = boundary === undefined ? undefined : options.store;
  const maker = openRowMaker(source, { engine: options.engine, store }, options.onNote);
  try {
    const examples = { train: data.size('train'), validation: data.size('validation') };
    const views = augment?.views ?? 1;
    const count = examples.train * views + examples.validation;
    const bytes = count * source.width * Float32Array.BYTES_PER_ELEMENT;
    const inMemory = bytes <= options.featureMemory;
    const seconds = (await secondsPerExample(maker, data.examples('train'), batchSize)) * count;
    const kept = inMemory ? 'memory' : 'remade';
    options.onProgress?.({ phase: 'price', stage, boundary, examples, views, bytes, kept, seconds });
    const rowsOptions = { ...options, batchSize, seed, inMemory, shape: outputShape(front, layer) };
    const train = await openRows(maker, data, 'train', { ...rowsOptions, augment });
    const hasValidation = examples.validation > 0;
    const validation = hasValidation ? await openRows(maker, data, 'validation', rowsOptions) : undefined;
    return { network: back, train, validation, dispose: () => maker.dispose() };
  } catch (error) {
    await maker.dispose();
    throw error;
  }
}

function outputShape(network: Network, layer: string): Shape {
  return inferShapes(network).get(layer)?.[0]?.slice(1) ?? [];
}

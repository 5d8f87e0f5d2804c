import type { Dataset, Engine, Example, FeatureStore, HostTensor, Note, Skipped, Split } from '@graftjs/core';
import { openRowMaker } from './row-maker.js';
import { extractSplit, type ExtractSplitOptions } from './extract-split.js';
import type { FeatureSource } from './feature-source.js';
import type { OnProgress } from '../progress.js';

export interface ExtractOptions {
  readonly engine: Engine;
  /** Default: features are not kept. */
  readonly store?: FeatureStore | undefined;
  /** Inputs that run through the backbone at once. Default 16. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Stops at the first input that cannot be used. Default false: stops when as many as 5 % of all examples cannot be. */
  readonly strict?: boolean | undefined;
}

/** A split as numbers, in the data set's order, without what could not be used. */
export interface Features {
  readonly ids: readonly string[];
  readonly targets: readonly Example<unknown>['target'][];
  /** The group of each; its id where it has none. */
  readonly groups: readonly string[];
  /** `[n, width]`, one row an example. */
  readonly features: HostTensor & { readonly dtype: 'float32' };
  readonly skipped: readonly Skipped[];
}

/** Extracts several splits with the network loaded once, when the first batch needs it. */
export interface Extractor<Input> {
  /** @throws as `extractFeatures` */
  extract(data: Dataset<Input>, split: Split, isTimeSpent?: ExtractSplitOptions['isTimeSpent']): Promise<Features>;
  /** What went wrong without stopping anything. */
  readonly notes: readonly Note[];
  dispose(): Promise<void>;
}

/**
 * Turns the examples of one split into features: in batches, decoding while the backbone computes, and asking the store first.
 * However many examples there are, only a few batches of inputs are in memory.
 *
 * @throws GraftError 'too-many-bad-inputs'; 'bad-input' when strict; 'data-set-size', 'bad-feature-shape'
 * @throws what `options.signal` was aborted with
 * @example
 * const { ids, features } = await extractFeatures(trunkSource(composeTrunk(backbone)), data, 'test', { engine: tfjsEngine() });
 */
export async function extractFeatures<Input>(
  source: FeatureSource<Input>,
  data: Dataset<Input>,
  split: Split,
  options: ExtractOptions,
): Promise<Features> {
  const extractor = openExtractor(source, options);
  try {
    return await extractor.extract(data, split);
  } finally {
    await extractor.dispose();
  }
}

/** As `extractFeatures`, for several splits. */
export function openExtractor<Input>(source: FeatureSource<Input>, options: ExtractOptions): Extractor<Input> {
  const { onProgress } = options;
  const notes: Note[] = [];
  const rows = openRowMaker(source, options, (note) => {
    notes.push(note);
    onProgress?.({ phase: 'note', note });
  });
  return {
    extract: (data, split, isTimeSpent) => extractSplit(rows, data, split, { ...options, isTimeSpent }),
    notes,
    dispose: () => rows.dispose(),
  };
}

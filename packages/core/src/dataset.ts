import type { Json } from './json.js';
import type { HostTensor } from './tensor.js';

export type Task =
  | { readonly kind: 'classification'; readonly labels: readonly string[] }
  | { readonly kind: 'multilabel'; readonly labels: readonly string[] }
  | { readonly kind: 'regression'; readonly names: readonly string[] };

export type Modality = 'image' | 'text' | 'tabular';
export const splits = ['train', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** What image plugins exchange. Never a path or an address, so that a text data set cannot be taken for an image one. */
export type ImageInput = Blob | RgbImage;

/** Eight bits a channel, rows from the top, no padding: `rgb.length` is `width * height * 3`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8ClampedArray<ArrayBuffer>;
}

export interface Example<Input> {
  /** Unique in the data set and stable across runs and machines. */
  readonly id: string;
  readonly input: Input;
  /** Classification: a label's index. Multilabel: 0 or 1 for each label. Regression: one number for each name. */
  readonly target: number | readonly number[];
  /** Examples of one group (patient, burst, author) never land in different splits. */
  readonly group?: string;
}

/** Something about the data that the user should know, though the run can go on. */
export type DatasetNote = {
  /** Stable, kebab-case: 'duplicates-across-splits'. */
  readonly code: string;
  readonly message: string;
  /** The examples concerned. */
  readonly ids: readonly string[];
};

export interface Dataset<Input> {
  readonly name: string;
  readonly modality: Modality;
  readonly task: Task;
  /** Changes whenever an example, target or split does. */
  readonly fingerprint: string;
  readonly notes: readonly DatasetNote[];
  /** Number of examples in a split, before any is found to be unreadable. */
  size(split: Split): number;
  /** Always in the same order. An example that cannot be read throws only where its input is used. */
  examples(split: Split): AsyncIterable<Example<Input>>;
}

/** Values by network input name, batch axis first. */
export type NetworkInputs = ReadonlyMap<string, HostTensor>;

/** One input at a time, so that a bad one can be named and left out; then whole batches. `spec` says everything that it does. */
export interface Preprocess<Input, Ready = unknown> {
  readonly kind: string;
  readonly spec: Json;
  /** What runs here and may change the numbers without changing the spec: 'sharp 0.35.5'. Part of cache keys only. */
  readonly runtime: string;
  /** Names the content of an input: equal for equal bytes. */
  readonly fingerprint: (input: Input) => Promise<string>;
  /** Decoded and resized, or tokenised. Throws a GraftError that says what is wrong with this input. */
  readonly prepare: (input: Input) => Promise<Ready>;
  readonly batch: (ready: readonly Ready[]) => NetworkInputs;
  /** What runs on a batch before the network sees it: a closed backbone. Absent: the network takes the batch as it is. */
  readonly features?: (batch: NetworkInputs) => Promise<NetworkInputs>;
}

/** Makes a `Preprocess` again from the `spec` that a bundle carries. */
export interface PreprocessPlugin<Input> {
  readonly kind: string;
  readonly modality: Modality;
  restore(spec: Json): Preprocess<Input>;
}

/** Makes views of an input, each decided by the seed and its index alone, so that their features can be cached. */
export interface Augmentation<Input> {
  readonly kind: string;
  /** Everything that decides a view but the seed. */
  readonly spec: Json;
  /** How many views of each input there are; epochs rotate through them. At least 1. View 0 is the input as it is. */
  readonly views: number;
  /** @param id of the example, so that two equal pictures get views of their own */
  readonly view: (input: Input, seed: number, id: string, index: number) => Promise<Input>;
}

import type { Dataset, Split } from '@graftjs/core';

/** A data set that knows the content of its examples, so that what was trained on is known again elsewhere. */
export interface TracedDataset<Input> extends Dataset<Input> {
  /** The splits that are given; empty where all were drawn. */
  readonly given: readonly Split[];
  /** What the examples of a split are made of, in their order. */
  files(split: Split): readonly TracedFile[];
}

export interface TracedFile {
  readonly id: string;
  /** SHA-256 of what is in it, hexadecimal; undefined where it cannot be read. */
  readonly content: string | undefined;
}

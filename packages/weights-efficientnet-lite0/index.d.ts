/** The weights file, safetensors: a `file:` URL in Node, the address of the copied asset behind a bundler. */
export const weights: URL;

export { labels, wordnetIds } from './labels.js';

/** What the weights are and how they were made. */
export const facts: {
  readonly architecture: string;
  /** Name of the weights file. */
  readonly file: string;
  /** Its length. */
  readonly bytes: number;
  /** Its SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  /** BatchNorm statistics included. */
  readonly parameters: number;
  /** SPDX identifier. */
  readonly license: string;
  readonly source: string;
  /** What was done to the published weights. */
  readonly changes: string;
  readonly paper: string;
  readonly pretraining: { readonly data: string; readonly task: string };
  /** The network sees `(channel - mean) / std`, channels from 0 to 255. */
  readonly input: {
    readonly width: number;
    readonly height: number;
    readonly channels: string;
    readonly mean: number;
    readonly std: number;
  };
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
};

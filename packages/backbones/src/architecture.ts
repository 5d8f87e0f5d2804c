import type { Network } from '@graftjs/core';
import type { PixelScale } from '@graftjs/images';
import type { InputFacts, NetworkOptions } from './parts/image-network.js';

/** An architecture for pictures and what is known of it, as data; `openArchitecture` makes a backbone of it. */
export interface ImageArchitecture {
  /** What its networks are called: 'vgg19'. */
  readonly name: string;
  readonly input: InputFacts;
  /** How its published weights want pixels. */
  readonly pixels: PixelScale;
  readonly published: PublishedWeights;
  /** @throws GraftError 'bad-option' */
  readonly build: (options: NetworkOptions) => Network;
  /** Cuts at which blocks end. */
  readonly listBlockEnds: (network: Network) => readonly string[];
}

/** Weights that others trained on ImageNet. */
export interface PublishedWeights {
  /** SPDX identifier. */
  readonly license: string;
  /** Empty where nobody has published any. */
  readonly files: readonly PublishedFile[];
  /** Layers that a published file calls otherwise: its name to the architecture's. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Address of the file in a package of its own, a dependency that loads on use. */
  readonly packaged?: () => Promise<URL>;
}

export interface PublishedFile {
  readonly name: string;
  /** Where it can be had; left out where it is made by hand from another format. */
  readonly url?: string;
  /** Whether it holds the classifier too. */
  readonly top: boolean;
  /** Height and width of the pictures that it was trained on, in pixels. */
  readonly inputSize: number;
  /** Of the whole file, in hexadecimal, as it was published; absent where none was. */
  readonly digest?: { readonly algorithm: 'md5' | 'sha256'; readonly hex: string };
}

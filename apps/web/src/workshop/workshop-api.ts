import type { BackendTrial } from '@graftjs/engines/choose-backend';
import type { ExportFormatName } from '@graftjs/bundle/export';
import type { PictureFile } from '@graftjs/data/image-files';
import type { EpochResult, RgbImage, Split } from '@graftjs/core';
import type { Evaluation, ParameterCount, RunPrice } from '@graftjs/train';
import type { Choices } from '../choices/choices.js';
import type { HeatMap } from '@graftjs/report';

export type { ExportFormatName };

/** Where a model that can be asked lies: by where it came from. */
export type ShelfPlace = 'bundle' | 'training';

/** What became of one picture that a model was shown. */
export type Answer =
  | {
      readonly label: string;
      /** Of that label, from 0 to 1. */
      readonly probability: number;
      /** One for each of the model's labels. */
      readonly probabilities: readonly number[];
    }
  | { readonly problem: string };

/** Where in a picture a model finds what speaks for a label. */
export interface Explanation {
  readonly map: HeatMap;
  /** The picture as the network saw it. */
  readonly seen: RgbImage;
  /** The same with the map over it. */
  readonly drawn: RgbImage;
}

/** What a heat map is to show. */
export interface ExplainOptions {
  /** One of the model's; default: the one that is most probable. */
  readonly label?: string;
}

/** What a model says of a picture at a glance. */
export interface Look {
  readonly answer: Answer;
  /** Where it was asked for. */
  readonly explanation?: Explanation;
}

/** Everything that a training is told. */
export interface TrainingOrder {
  readonly name: string;
  readonly files: readonly PictureFile[];
  /** A regular expression whose first capture in a path is the group; undefined: each picture is its own. */
  readonly groupBy?: string | undefined;
  readonly choices: Choices;
  /** Goes on from where the same training was interrupted, to the very same model. */
  readonly resume: boolean;
  /** Whether checkpoints are written: by one page at a time. */
  readonly keeps: boolean;
}

/** What a training that is planned is told: no picture but one. */
export interface PlanOrder {
  readonly name: string;
  readonly paths: readonly string[];
  /** Stands for all pictures where time is measured. */
  readonly sample: Blob;
  readonly groupBy?: string | undefined;
  readonly choices: Choices;
}

/** Why something chosen cannot be, in the words of the package that refuses it. */
export interface Refusal {
  /** `head`, `freeze.blocks`, or 'all' where it is of no single field. */
  readonly field: string;
  readonly refusal: string;
  /** Where what is missing can be had. */
  readonly link?: string | undefined;
}

/** What a training would be. */
export interface Plan {
  readonly cuts: readonly { readonly layer: string; readonly shape: string }[];
  /** Where the head attaches, and why there. */
  readonly cut: string;
  readonly reason: string;
  /** `224 x 224` pixels. */
  readonly inputSize: string;
  /** Names of those up to the cut, from the input on. */
  readonly blocks: readonly string[];
  /** Of the backbone's weights: an SPDX identifier. */
  readonly license: string;
  readonly notes: readonly string[];
  readonly parameters: ParameterCount;
}

/** What a plan would cost. */
export interface PricedPlan extends RunPrice {
  /** Why it may yet fail, and what to change. */
  readonly warning?: string | undefined;
}

/** The epochs of a stage so far. */
export interface StageEpochs {
  readonly name: string;
  readonly history: readonly EpochResult[];
}

/** How far a training is. */
export type TrainingProgress =
  | { readonly phase: 'loading' | 'fitting' | 'testing' }
  /** `done` of `total` pictures were read, or run through the backbone. */
  | { readonly phase: 'reading'; readonly done: number; readonly total: number }
  | { readonly phase: 'features'; readonly done: number; readonly total: number; readonly split: Split }
  /** `done` of `total` steps of a stage were taken. */
  | {
      readonly phase: 'steps';
      readonly stage: string;
      readonly done: number;
      readonly total: number;
      readonly loss: number;
    }
  /** Epochs came to their end: all so far of this visit. */
  | { readonly phase: 'epochs'; readonly stages: readonly StageEpochs[] };

/** What a training leaves for the page; the model itself stays with the worker. */
export interface TrainingResult {
  readonly labels: readonly string[];
  /** On pictures that took no part in training. */
  readonly test: Evaluation;
  /** What the user should know of the pictures, and of the run. */
  readonly notes: readonly string[];
  /** Pictures that could not be decoded, by path. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  readonly bundle: Blob;
  /** Those that trained step by step. */
  readonly stages: readonly StageEpochs[];
}

/** How a training came to its end; one that failed throws. */
export type TrainingOutcome =
  | { readonly kind: 'done'; readonly result: TrainingResult }
  | { readonly kind: 'stopped' }
  /** It cannot go on from its checkpoint: that is of other pictures, another version or browser, or damaged. */
  | { readonly kind: 'changed' | 'damaged' };

/** What the worker computes on. */
export interface BackendState {
  readonly now:
    /** Nothing has been asked of it yet. */
    | { readonly kind: 'idle' }
    | { readonly kind: 'starting' | 'measuring'; readonly name: string }
    | { readonly kind: 'running'; readonly name: string; readonly device: string }
    | { readonly kind: 'failed'; readonly problem: string };
  /** A training runs, and another backend would end it. */
  readonly busy: boolean;
  /** Undefined: the fastest. */
  readonly wished: string | undefined;
  /** As they were measured last. */
  readonly trials: readonly BackendTrial[];
  /** Those that lost their device, each with the reason. */
  readonly lost: readonly (readonly [name: string, reason: string])[];
}

/** What the worker is to compute on. */
export interface BackendWish {
  /** Undefined: the fastest. */
  readonly name: string | undefined;
  /** As they were measured before, so that they need not be again; empty: they are. */
  readonly trials: readonly BackendTrial[];
}

/** What the page asks of the worker in which all the work is done. */
export interface Workshop {
  /** Looks at pictures without decoding them. @returns why one cannot be used, in order */
  inspect(pictures: readonly Blob[]): Promise<(string | undefined)[]>;
  /** Where it cannot be opened, the one before stays. @returns the labels that it tells apart */
  openBundle(file: Blob): Promise<readonly string[]>;
  /** Waits for each answer to arrive, so that none comes after the end. */
  predict(
    source: ShelfPlace,
    pictures: readonly Blob[],
    onAnswer: (answer: Answer, index: number) => Promise<void>,
  ): Promise<void>;
  /** Loads nothing but the network. */
  plan(order: PlanOrder): Promise<Plan | Refusal>;
  /** Measures what a plan would cost. @returns undefined where something else was asked for meanwhile */
  price(order: PlanOrder): Promise<PricedPlan | Refusal | undefined>;
  explain(source: ShelfPlace, picture: Blob, options?: ExplainOptions): Promise<Explanation>;
  /** Answers, and explains where `explain` is there, with one decoding. */
  look(source: ShelfPlace, picture: Blob, explain?: ExplainOptions): Promise<Look>;
  /** @param name of the file in it, without an ending @returns a zip of the model as other programs take it, and a guide */
  export(source: ShelfPlace, format: ExportFormatName, name: string): Promise<Blob>;
  /** The last progress may arrive after the end. What it left to go on from stays until it is discarded. */
  train(order: TrainingOrder, onProgress: (progress: TrainingProgress) => void): Promise<TrainingOutcome>;
  /** Ends a training at its next batch. */
  stop(): Promise<void>;
  /** Ends a training with the best that it has so far; only one that takes steps, after an epoch. */
  finish(): Promise<void>;
  /** Whether there is something to go on from. */
  hasCheckpoint(): Promise<boolean>;
  /** Forgets what an interrupted training had come to. */
  discard(): Promise<void>;
  /** Also what was computed of pictures and kept for the next training. */
  forget(): Promise<void>;
  /** Takes back a model that was trained on an earlier visit. */
  openTrained(bundle: Blob): Promise<void>;
  /** What was loaded on another is loaded anew when it is needed; a training that runs would fail. */
  useBackend(wish: BackendWish): Promise<void>;
  /** Starts it, or chooses it, without waiting for something to compute. */
  startBackend(): Promise<void>;
  watchBackend(onState: (state: BackendState) => void): Promise<void>;
}

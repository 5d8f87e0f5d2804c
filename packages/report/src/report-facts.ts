import type { DatasetNote, Json, Skipped, Split, StageResult } from '@graftjs/core';

/** A figure and its 95 % bootstrap interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How well one split went. */
export interface SplitFacts {
  readonly split: Split;
  readonly count: number;
  readonly accuracy: Estimate;
  readonly balancedAccuracy: Estimate;
  /** Absent where it is not defined: only one class occurs. */
  readonly auc?: Estimate | undefined;
  readonly logLoss: Estimate;
  /** The accuracy of always answering the most frequent class. */
  readonly majorityRate: number;
  /** One row a label, in the data set's order. */
  readonly classes: readonly ClassFacts[];
  /** Rows: the true label; columns: the predicted one. */
  readonly confusion: readonly (readonly number[])[];
  /** What was said of every example, in the data set's order. */
  readonly predictions: readonly PredictionFacts[];
}

export interface ClassFacts {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface PredictionFacts {
  readonly id: string;
  /** The index of the true label. */
  readonly target: number;
  /** One for each label. */
  readonly probabilities: readonly number[];
}

/** All that a report tells. Equal facts give an equal report. */
export interface ReportFacts {
  readonly data: {
    readonly name: string;
    readonly labels: readonly string[];
    readonly notes: readonly DatasetNote[];
    /** The citation that the data's licence asks for. */
    readonly attribution?: string | undefined;
  };
  readonly backbone: {
    readonly id: string;
    readonly cut: string;
    readonly license: string;
    readonly pretraining?: { readonly data: string; readonly task: string } | undefined;
  };
  readonly head: string;
  readonly freeze: string;
  readonly stages: readonly StageResult[];
  /** In the order in which they are shown. */
  readonly splits: readonly SplitFacts[];
  readonly skipped: readonly Skipped[];
  readonly recipe: Json;
  /** By what they are versions of. */
  readonly versions: Readonly<Record<string, string>>;
}

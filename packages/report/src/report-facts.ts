import type { DatasetNote, Json, Skipped, Split, StageResult } from '@graftjs/core';
import type { Metrics, ScoredExample } from '@graftjs/train';

/** How well one split went. */
export interface SplitFacts extends Metrics {
  readonly split: Split;
  /** Whether the figures are of the model before it was fitted to these examples too. Default false. */
  readonly beforeRefit?: boolean;
  /** What was said of every example, in the data set's order. */
  readonly predictions: readonly ScoredExample[];
}

/** Another model that was tried on the same pictures. */
export interface ComparedModel {
  /** The bundle's file name. */
  readonly file: string;
  readonly backbone: Pick<ReportFacts['backbone'], 'id' | 'pretraining'>;
  readonly head: string;
  readonly freeze: string;
  readonly metrics: Figures;
}

export interface ComparisonFacts {
  readonly other: ComparedModel;
  /** Of these pictures. */
  readonly split: Split;
  /** This model's figures less the other's, on the same resamples. */
  readonly difference: Figures;
}

type Figures = Pick<Metrics, 'accuracy' | 'balancedAccuracy' | 'auc' | 'logLoss'>;

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
  readonly comparison?: ComparisonFacts | undefined;
  readonly skipped: readonly Skipped[];
  readonly recipe: Json;
  /** By what they are versions of. */
  readonly versions: Readonly<Record<string, string>>;
}

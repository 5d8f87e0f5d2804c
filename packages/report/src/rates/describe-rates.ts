import type { Json } from '@graftjs/core';
import type { LearningRateSearch } from '@graftjs/train';
import { formatPenalty } from '../markdown.js';

/** What a report on a learning-rate search tells of. */
export type RateReportFacts = {
  readonly search: LearningRateSearch;
  readonly data: string;
  readonly backbone: string;
  readonly head: string;
  readonly freeze: string;
  readonly recipe: Json;
  /** Of what took part, by name. */
  readonly versions: Readonly<Record<string, string>>;
};

/** A report on a learning-rate search, before it is Markdown or HTML. */
export type RateReport = {
  readonly title: string;
  readonly verdict: string;
  readonly reason: string;
  /** The first row is the head. */
  readonly rules: readonly (readonly [rule: string, meaning: string, rate: string])[];
  readonly setting: readonly string[];
  readonly skipped: readonly (readonly [file: string, reason: string])[];
};

/** Puts a learning-rate search into words. */
export function describeRates({ search, data, backbone, head, freeze }: RateReportFacts): RateReport {
  const { stage, suggestion, reason, candidates, rates, skipped } = search;
  const { valley, steep, minimum } = candidates;
  const rate = (value: number | null): string => (value === null ? 'none' : formatPenalty(value));
  return {
    title: `${data}: learning rates for “${stage.name}”`,
    verdict: suggestion === null ? 'No suggestion.' : `Suggested: ${formatPenalty(suggestion)}.`,
    reason,
    rules: [
      ['rule', 'meaning', 'rate'],
      ['valley', 'in the middle of the longest fall', rate(valley)],
      ['steep', 'where the loss falls fastest', rate(steep)],
      ['minimum', 'a tenth of where it is lowest', rate(minimum)],
    ],
    setting: [
      `backbone: ${backbone}`,
      `head: ${head}`,
      `freeze strategy: ${freeze}, whose own rate is ${formatPenalty(stage.learningRate)}`,
      `rates: ${rates.length}, from ${rate(rates[0] ?? null)} to ${rate(rates.at(-1) ?? null)}, one step each, on a copy of the weights`,
    ],
    skipped: skipped.map((each) => [each.id, each.reason]),
  };
}

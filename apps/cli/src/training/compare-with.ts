import type { Bundle } from '@graftjs/bundle';
import { GraftError, taskColumns, type Dataset, type Json } from '@graftjs/core';
import type { ComparisonFacts } from '@graftjs/report';
import { evaluateModel, type Evaluation, type RunOptions } from '@graftjs/train';
import { compareEvaluations } from '@graftjs/train/compare-evaluations';
import type { AnyInput } from '../model/any-input.js';
import { openBundle } from '../model/open-bundle.js';
import { openData } from '../data/open-data.js';
import type { Context } from '../output/output.js';
import type { ProgressBar } from '../output/progress.js';
import type { TrainSettings } from '../recipe/recipe.js';
import { trainedWith } from '../model/trained-with.js';

/** Tries another bundle on the test pictures of a run. */
export type CompareWith = (mine: Evaluation, options: RunOptions) => Promise<ComparisonFacts>;

/**
 * Opens the bundle that a run is to be compared with, and makes sure that the comparison will be fair, before anything runs.
 *
 * @throws GraftError 'empty-split' without test pictures, 'different-classes', 'compared-with-training' where test pictures
 * of this run were training pictures of the other, and what `loadBundle` throws
 */
export async function openComparison(
  file: string,
  data: Dataset<AnyInput>,
  settings: TrainSettings,
  context: Context,
  bar: ProgressBar,
): Promise<CompareWith> {
  const bundle = await openBundle(file);
  if (data.size('test') === 0) {
    throw new GraftError(
      'empty-split',
      `Only test pictures can compare fairly, and ${data.name} has none. Add a folder test/, or leave --compare-with out.`,
    );
  }
  const labels = taskColumns(data.task);
  checkLabels(file, bundle, labels);
  await checkSplits(file, bundle, data, settings, context, bar);
  return async (mine, options) => {
    const { seed } = settings;
    const other = await evaluateModel(bundle, data, 'test', { ...options, seed });
    const aligned = { examples: alignColumns(other, taskColumns(bundle.task), labels) };
    return {
      split: 'test',
      other: {
        file: file.split(/[/\\]/).at(-1) ?? file,
        backbone: bundle.backbone,
        head: bundle.head.id,
        freeze: bundle.freeze.id,
        metrics: other.metrics,
      },
      difference: compareEvaluations(mine, aligned, labels, { seed }),
    };
  };
}

/** As `--json` gives it. */
export function toJsonComparison({ other, split, difference }: ComparisonFacts): Json {
  const { file, metrics } = other;
  const figure = (name: keyof typeof difference): Json =>
    difference[name] === null ? null : { other: metrics[name]?.value ?? null, difference: { ...difference[name] } };
  return {
    bundle: file,
    split,
    accuracy: figure('accuracy'),
    balancedAccuracy: figure('balancedAccuracy'),
    auc: figure('auc'),
    logLoss: figure('logLoss'),
  };
}

function checkLabels(file: string, bundle: Bundle<AnyInput>, labels: readonly string[]): void {
  const known = taskColumns(bundle.task);
  if (known.length === labels.length && labels.every((label) => known.includes(label))) return;
  throw new GraftError(
    'different-classes',
    `${file} tells ${known.join(', ')} apart, and this data has ${labels.join(', ')}. Compare with a bundle of the same classes.`,
  );
}

/** A folder that is not split yet is split by seed and groups: with others, what tests here may have trained there. */
async function checkSplits(
  file: string,
  bundle: Bundle<AnyInput>,
  data: Dataset<AnyInput>,
  settings: TrainSettings,
  context: Context,
  bar: ProgressBar,
): Promise<void> {
  const { seed, groupBy, data: name } = trainedWith(bundle.recipe);
  if (name !== data.name || seed === undefined || (seed === settings.seed && groupBy === settings.groupBy)) return;
  const quiet = { ...context.output, note: () => undefined, warn: () => undefined };
  const theirs = await openData(settings.data, { seed, groupBy }, { ...context, output: quiet }, bar);
  const trained = new Set<string>();
  for (const split of ['train', 'validation'] as const) {
    for await (const { id } of theirs.examples(split)) trained.add(id);
  }
  for await (const { id } of data.examples('test')) {
    if (!trained.has(id)) continue;
    throw new GraftError(
      'compared-with-training',
      `${file} was trained with ${describeSplit(seed, groupBy)}, which put ${id} and others of these test pictures among those that it learned from. ` +
        `Train one of the two with the other's --seed${groupBy === settings.groupBy ? '' : ' and --group-by'}.`,
    );
  }
}

function describeSplit(seed: number, groupBy: string | undefined): string {
  return groupBy === undefined ? `--seed ${seed}` : `--seed ${seed} --group-by '${groupBy}'`;
}

/** The columns of another model in the order of this one's labels. */
function alignColumns(
  { examples }: Evaluation,
  from: readonly string[],
  to: readonly string[],
): Evaluation['examples'] {
  const column = to.map((label) => from.indexOf(label));
  return examples.map(({ id, target, probabilities }) => ({
    id,
    target: column.indexOf(target),
    probabilities: column.map((at) => probabilities[at] ?? 0),
  }));
}

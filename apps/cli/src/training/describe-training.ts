import type { StageResult } from '@graftjs/core';
import { describePhases, listCurves, sketchCurves, type ComparisonFacts } from '@graftjs/report';
import { nounOf } from '../model/any-input.js';
import { formatColumns } from '../output/columns.js';
import { formatConfusion, formatDifference, formatFigures } from '../output/format-figures.js';
import { outColors } from '../output/output.js';
import { formatSeconds } from '../output/progress.js';
import type { TrainSettings } from '../recipe/recipe.js';
import { shellWord } from '../output/shell-word.js';
import { isRefitted, type Training } from './training.js';

/** What a training run came to, for the terminal. */
export function describeTraining(
  { run, evaluations, comparison, backend }: Training,
  settings: TrainSettings,
  seconds: number,
): string {
  const { backbone, data, head, freeze } = run.recipe;
  const last = [...evaluations].at(-1);
  const curves = describeCurves(run.stages);
  const { bold } = outColors;
  return [
    `${bold(`${head.id} head on ${backbone.id}`)}, cut at ${run.cut}, trained on ${data.name} (${backend}, ${formatSeconds(seconds)}), by ${freeze.id}`,
    '',
    formatFigures(evaluations, data),
    ...(isRefitted(run) && evaluations.has('validation') ? ['', beforeRefit] : []),
    ...(last === undefined ? [] : ['', `${last[0]}:`, formatConfusion(last[1].metrics)]),
    ...(curves === '' ? [] : ['', curves]),
    ...(run.stoppedAt === undefined
      ? []
      : ['', `Stopped after step ${run.stoppedAt}. --stop-at ${run.stoppedAt} repeats it exactly.`]),
    ...(comparison === undefined ? [] : ['', describeComparison(comparison, nounOf(data))]),
    '',
    `Bundle: ${bold(settings.out)}`,
    ...(settings.report === undefined ? [] : [`Report: ${bold(settings.report)}`]),
    `Next:   graft predict ${shellWord(settings.out)} <${nounOf(data)}>`,
  ].join('\n');
}

const beforeRefit = outColors.dim(
  'The validation figures are of the head before it was fitted to these too. On them the bundle would do better, which says nothing.',
);

/** A sketch with phases in words; the words alone where there is no line to draw. */
function describeCurves(stages: readonly StageResult[]): string {
  const curves = listCurves(stages);
  const epochs = curves.reduce((sum, curve) => sum + curve.epochs.length, 0);
  return epochs < 3 ? curves.map(describePhases).join('\n') : sketchCurves(stages).trimEnd();
}

function describeComparison({ other, split, difference }: ComparisonFacts, noun: string): string {
  const rows = [
    ['accuracy', difference.accuracy],
    ['balanced accuracy', difference.balancedAccuracy],
    ['AUC', difference.auc],
    ['log loss', difference.logLoss],
  ] as const;
  return [
    `Less what ${outColors.bold(other.file)} comes to on the same ${split} ${noun}s:`,
    formatColumns(rows.map(([name, estimate]) => [`  ${name}`, formatDifference(estimate)])),
  ].join('\n');
}

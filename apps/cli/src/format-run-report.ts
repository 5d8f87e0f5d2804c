import { taskColumns, type Json } from '@graftjs/core';
import { formatReport, type SplitFacts } from '@graftjs/report';
import { licenseWords } from './license-words.js';
import { version } from './version.js';
import { isRefitted, type Training } from './training.js';

/**
 * The report on a training run, in Markdown.
 *
 * @param recipe as it is stored in the bundle
 * @param attribution what the pictures' licence asks to be said
 */
export function formatRunReport(
  { run, evaluations, comparison, engine }: Training,
  recipe: Json,
  attribution?: string,
): string {
  const { data, backbone, head, freeze } = run.recipe;
  const { id, license, pretraining, preprocess } = backbone;
  return formatReport({
    data: { name: data.name, labels: taskColumns(data.task), notes: data.notes, attribution },
    backbone: { id, license: licenseWords(license), pretraining, cut: run.cut },
    head: head.id,
    freeze: freeze.id,
    stages: run.stages,
    splits: [...evaluations].map(([split, { metrics, examples }]): SplitFacts => ({
      ...metrics,
      split,
      predictions: examples,
      ...(split === 'validation' && isRefitted(run) && { beforeRefit: true }),
    })),
    comparison,
    skipped: [...evaluations.values()].flatMap(({ skipped }) => skipped),
    recipe,
    versions: { graft: version, engine, decoder: preprocess.runtime, node: process.version },
  });
}

import { readTrainedOn } from '@graftjs/bundle/trained-on';
import { taskColumns } from '@graftjs/core';
import { evaluateModel, toJsonFigures, type Evaluation } from '@graftjs/train';
import { checkCache } from '../training/check-cache.js';
import { nounOf } from '../model/any-input.js';
import { checkModality } from '../model/check-modality.js';
import { checkPictures } from '../data/check-pictures.js';
import { openFeatureCache } from '../training/feature-cache.js';
import { formatConfusion, formatFigures, toJsonSkipped } from '../output/format-figures.js';
import { choosePart, type MeasuredPart } from '../data/measured-part.js';
import { openBundle } from '../model/open-bundle.js';
import { checkGroups, openData } from '../data/open-data.js';
import { openEngine } from '../training/open-engine.js';
import { outColors, type Command, type Output } from '../output/output.js';
import type { Part } from '../data/parts.js';
import { tableOf, type TableOptions } from '../data/open-table.js';
import { createProgressBar, formatSeconds, showProgress } from '../output/progress.js';
import { trainedWith } from '../model/trained-with.js';
import { warnOfSkipped } from '../output/warn-of-skipped.js';

export interface EvaluateFlags extends TableOptions {
  readonly split?: Part;
  readonly groupBy?: string;
  readonly seed?: number;
  readonly cache?: string;
  readonly workers?: number;
  readonly backend?: string;
  readonly strict?: boolean;
}

/** `graft evaluate`: how well a bundle does on pictures with known classes. */
export const evaluate: Command<[bundle: string, data: string, flags: EvaluateFlags]> = async (
  file,
  folder,
  flags,
  context,
) => {
  const started = performance.now();
  const { strict } = flags;
  const { output, signal } = context;
  await checkCache(flags.cache, folder);
  const model = await openBundle(file);
  const trained = trainedWith(model.recipe);
  const { seed = trained.seed ?? 1, groupBy = trained.groupBy } = flags;
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(flags);
  try {
    const folderData = await openData(
      folder,
      { ...tableOf(flags, trained.table), seed, groupBy, labels: taskColumns(model.task) },
      context,
      bar,
    );
    checkModality(file, model, folderData);
    if (flags.groupBy !== undefined) checkGroups(folderData, flags.groupBy);
    const measured = choosePart({
      ...{ data: folderData, asked: flags.split, seed, groupBy, trainedName: trained.data },
      isSeen: readTrainedOn(model),
    });
    const { part, data, split, description, seen } = measured;
    output.say(description);
    await checkPictures(data, [split], { strict, signal, bar });
    const evaluation = await evaluateModel(model, data, split, {
      engine,
      store: openFeatureCache(flags.cache),
      signal,
      strict,
      seed,
      onProgress: showProgress(bar, output),
    });
    const evaluations = new Map([[part, evaluation]]);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    bar.stop();
    output.answer(
      {
        backend,
        seconds,
        bundle: file,
        splits: toJsonFigures(evaluations),
        seenInTraining: seen,
        skipped: toJsonSkipped(evaluations),
      },
      [
        `${outColors.bold(file)} on ${data.name} (${backend}, ${formatSeconds(seconds)})`,
        formatFigures(evaluations, data),
        formatConfusion(evaluation.metrics),
      ].join('\n\n'),
    );
    warnOfMeaning(measured, evaluation, output);
    return warnOfSkipped(evaluations, data, output);
  } finally {
    bar.stop();
    await engine.dispose();
  }
};

/** Says what the figures do not show of themselves. */
function warnOfMeaning({ data, split, seen }: MeasuredPart, { metrics }: Evaluation, output: Output): void {
  const noun = nounOf(data);
  if (seen !== null && seen > 0) {
    output.warn(
      `This bundle was trained on ${seen === data.size(split) ? `these ${noun}s` : `${seen} of these ${data.size(split)} ${noun}s`}, ` +
        `so these figures flatter it. How good it is, only ${noun}s tell that it has not seen.`,
    );
  }
  const missing = metrics.classes.filter(({ support }) => support === 0).map(({ label }) => label);
  if (missing.length === 0) return;
  output.warn(
    `No ${noun} of ${missing.join(', ')} was measured: AUC is not defined without, and balanced accuracy is the mean over the other classes.`,
  );
}

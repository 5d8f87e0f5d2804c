import type { Split } from '@graftjs/core';
import { evaluateModel } from '@graftjs/train';
import { checkCache } from '../check-cache.js';
import { openFeatureCache } from '../feature-cache.js';
import { formatConfusion, formatFigures, toJsonFigures, toJsonSkipped } from '../format-figures.js';
import { openBundle } from '../open-bundle.js';
import { openData } from '../open-data.js';
import { openEngine } from '../open-engine.js';
import { outColors, type Command } from '../output.js';
import { createProgressBar, formatSeconds, showProgress } from '../progress.js';
import { trainedWith } from '../trained-with.js';
import { warnOfSkipped } from '../warn-of-skipped.js';

export interface EvaluateFlags {
  readonly split: Split;
  readonly all?: boolean;
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
  const { split, all, strict } = flags;
  const { output, signal } = context;
  await checkCache(flags.cache, folder);
  const model = await openBundle(file);
  const trained = trainedWith(model.recipe);
  const seed = flags.seed ?? trained.seed ?? 1;
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(flags);
  try {
    const data = await openData(folder, { seed, groupBy: flags.groupBy ?? trained.groupBy, all }, context, bar);
    const evaluation = await evaluateModel(model, data, split, {
      engine,
      store: openFeatureCache(flags.cache),
      signal,
      strict,
      seed,
      onProgress: showProgress(bar, output),
    });
    const evaluations = new Map([[split, evaluation]]);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    bar.stop();
    output.answer(
      {
        backend,
        seconds,
        bundle: file,
        splits: toJsonFigures(evaluations),
        skipped: toJsonSkipped(evaluations),
      },
      [
        `${outColors.bold(file)} on ${data.name} (${backend}, ${formatSeconds(seconds)})`,
        formatFigures(evaluations),
        formatConfusion(evaluation.metrics),
      ].join('\n\n'),
    );
    return warnOfSkipped(evaluations, output);
  } finally {
    bar.stop();
    await engine.dispose();
  }
};

import { saveBundle } from '@graftjs/bundle/files';
import type { Json } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { checkBundleName } from '../bundle-name.js';
import { describeTraining } from '../describe-training.js';
import { toJsonFigures, toJsonSkipped } from '../format-figures.js';
import { formatRunReport } from '../format-run-report.js';
import { loadPlugins } from '../load-plugins.js';
import { checkOutputFile } from '../output-file.js';
import type { Command } from '../output.js';
import { readTrainSettings } from '../read-train-settings.js';
import { storedRecipe, type TrainSettings } from '../recipe.js';
import { describeTrainedOn } from '../trained-on.js';
import { isRefitted, runTraining, type Training } from '../training.js';
import { warnOfSkipped } from '../warn-of-skipped.js';

/** As in a recipe file, and options of the head and of the strategy by themselves; what is not given is not there. */
export type TrainFlags = { readonly json?: boolean; readonly [setting: string]: unknown };

/** `graft train`: from pictures to a bundle. */
export const train: Command<[source: string, flags: TrainFlags]> = async (source, { json: _, ...flags }, context) => {
  const started = performance.now();
  const { settings, folder } = await readTrainSettings(source, flags);
  const { out, report, force } = settings;
  checkBundleName(out);
  await checkOutputFile(out, force);
  await checkOutputFile(report, force);
  const plugins = await loadPlugins(settings.plugins, folder);
  const training = await runTraining(settings, plugins, context);
  await writeTraining(training, settings);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  context.output.answer(await toJson(training, out, seconds), describeTraining(training, settings, seconds));
  return warnOfSkipped(training.evaluations, context.output);
};

/**
 * Writes bundle and report, each whole or not at all; then no checkpoint is needed any more.
 *
 * @param attribution what the pictures' licence asks to be said
 */
export async function writeTraining(training: Training, settings: TrainSettings, attribution?: string): Promise<void> {
  const { run, data, evaluations, engine, checkpoints } = training;
  const { out, report, force } = settings;
  const recipe = storedRecipe(settings, { dataName: run.recipe.data.name, stoppedAt: run.stoppedAt });
  const versions = { engine, decoder: run.recipe.backbone.preprocess.runtime };
  const trainedOn = describeTrainedOn(run, data);
  await saveBundle(run, out, {
    metrics: toJsonFigures(evaluations, isRefitted(run)),
    trainedOn,
    recipe,
    versions,
    overwrite: force,
  });
  if (report !== undefined) {
    await writeFileAtomic(report, formatRunReport(training, recipe, attribution), { overwrite: force });
  }
  await checkpoints?.clear();
}

async function toJson(training: Training, bundle: string, seconds: number): Promise<Json> {
  const { run, evaluations, comparison, backend } = training;
  return {
    backend,
    seconds,
    bundle,
    splits: toJsonFigures(evaluations, isRefitted(run)),
    stages: run.stages as unknown as Json,
    stoppedAt: run.stoppedAt ?? null,
    ...(comparison && { comparison: (await import('../compare-with.js')).toJsonComparison(comparison) }),
    skipped: toJsonSkipped(evaluations),
  };
}

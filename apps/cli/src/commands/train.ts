import { saveBundle } from '@graftjs/bundle/files';
import { describeTrainedOn } from '@graftjs/bundle/trained-on';
import { GraftError, type Json } from '@graftjs/core';
import { toJsonFigures } from '@graftjs/train';
import { checkBundleName } from '../model/bundle-name.js';
import { checkPluginNames } from '../recipe/check-plugin-names.js';
import { checkTrainOutputs } from '../training/check-train-outputs.js';
import { describeTraining } from '../training/describe-training.js';
import { toJsonSkipped } from '../output/format-figures.js';
import { formatRunReport } from '../training/format-run-report.js';
import { loadPlugins } from '../recipe/load-plugins.js';
import type { Command } from '../output/output.js';
import { readTrainSettings } from '../recipe/read-train-settings.js';
import { storedRecipe, type TrainSettings } from '../recipe/recipe.js';
import { isRefitted, runTraining, type Training } from '../training/training.js';
import { toJsonUnwritten, tryWrite, warnOfUnwritten, type Unwritten } from '../output/try-write.js';
import { warnOfSkipped } from '../output/warn-of-skipped.js';

/** As in a recipe file, and options of the head and of the strategy by themselves; what is not given is not there. */
export type TrainFlags = { readonly json?: boolean; readonly [setting: string]: unknown };

/** `graft train`: from pictures to a bundle. */
export const train: Command<[source: string, flags: TrainFlags]> = async (source, { json: _, ...flags }, context) => {
  const started = performance.now();
  const { settings, folder } = await readTrainSettings(source, flags);
  const { out } = settings;
  await checkTrainOutputs(settings, { source, folder });
  checkBundleName(out);
  const plugins = await loadPlugins(settings.plugins, folder);
  checkPluginNames(settings, plugins);
  const training = await runTraining(settings, plugins, context);
  const unwritten = await writeTraining(training, settings);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const written = unwritten.length === 0 ? settings : { ...settings, report: undefined };
  context.output.answer(
    { ...(await toJson(training, out, seconds)), ...toJsonUnwritten(unwritten) },
    describeTraining(training, written, seconds),
  );
  return warnOfUnwritten(
    unwritten,
    warnOfSkipped(training.evaluations, training.run.recipe.data, context.output),
    context.output,
    out,
  );
};

/**
 * Writes bundle and report, each whole or not at all; then no checkpoint is needed any more.
 *
 * @param attribution what the pictures' licence asks to be said
 * @returns the report, where only the bundle could be written
 * @throws GraftError 'file-exists', 'cannot-write-file' where the bundle could not; it says what is left of the run
 */
export async function writeTraining(
  training: Training,
  settings: TrainSettings,
  attribution?: string,
): Promise<Unwritten[]> {
  const { run, data, evaluations, engine, checkpoints } = training;
  const { out, report, force } = settings;
  const recipe = storedRecipe(settings, { dataName: run.recipe.data.name, stoppedAt: run.stoppedAt });
  const versions = { engine, decoder: run.recipe.backbone.preprocess.runtime };
  const metrics = toJsonFigures(evaluations, isRefitted(run));
  const options = { metrics, trainedOn: describeTrainedOn(run, data), recipe, versions, overwrite: force };
  await saveBundle(run, out, options).catch((cause: unknown) => {
    throw withWhatIsLeft(cause, training);
  });
  const unwritten =
    report === undefined
      ? []
      : await tryWrite(report, formatRunReport(training, recipe, attribution), { overwrite: force });
  await checkpoints?.clear();
  return unwritten;
}

/** What was learned is not lost with the file. */
function withWhatIsLeft(cause: unknown, { checkpoints }: Training): unknown {
  if (!(cause instanceof GraftError) || checkpoints === undefined) return cause;
  return new GraftError(
    cause.code,
    `${cause.message} What was learned is kept in ${checkpoints.folder}: put that right, and go on by --resume.`,
    { cause },
  );
}

async function toJson(training: Training, bundle: string, seconds: number): Promise<Readonly<Record<string, Json>>> {
  const { run, evaluations, comparison, backend } = training;
  return {
    backend,
    seconds,
    bundle,
    splits: toJsonFigures(evaluations, isRefitted(run)),
    stages: run.stages as unknown as Json,
    stoppedAt: run.stoppedAt ?? null,
    ...(comparison && { comparison: (await import('../training/compare-with.js')).toJsonComparison(comparison) }),
    skipped: toJsonSkipped(evaluations),
  };
}

import { saveBundle } from '@graftjs/bundle/files';
import { GraftError } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { exitCodes } from '../exit-codes.js';
import { formatConfusion, formatFigures, toJsonFigures, toJsonSkipped } from '../format-figures.js';
import { formatRunReport } from '../format-run-report.js';
import { loadPlugins } from '../load-plugins.js';
import { checkOutputFile } from '../output-file.js';
import { outColors, type Command } from '../output.js';
import { formatSeconds } from '../progress.js';
import { readTrainSettings } from '../read-train-settings.js';
import { storedRecipe, type TrainSettings } from '../recipe.js';
import { runTraining, type Training } from '../training.js';
import { warnOfSkipped } from '../warn-of-skipped.js';

/** As in a recipe file; what is not given is not there. */
export type TrainFlags = Partial<Omit<TrainSettings, 'data'>> & { readonly json?: boolean };

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
  context.output.answer(
    {
      backend: training.backend,
      seconds,
      bundle: out,
      splits: toJsonFigures(training.evaluations),
      skipped: toJsonSkipped(training.evaluations),
    },
    describeTraining(training, settings, seconds),
  );
  warnOfSkipped(training.evaluations, context.output);
  return exitCodes.done;
};

/**
 * Writes bundle and report, each whole or not at all.
 *
 * @param attribution what the pictures' licence asks to be said
 */
export async function writeTraining(training: Training, settings: TrainSettings, attribution?: string): Promise<void> {
  const { run, evaluations } = training;
  const { out, report, force } = settings;
  const recipe = storedRecipe(settings, run.recipe.data.name);
  await saveBundle(run, out, { metrics: toJsonFigures(evaluations), recipe, overwrite: force });
  if (report === undefined) return;
  await writeFileAtomic(report, formatRunReport(training, recipe, attribution), { overwrite: force });
}

function checkBundleName(out: string): void {
  if (out.endsWith('.safetensors')) return;
  throw new GraftError(
    'bad-bundle-name',
    `A bundle is a safetensors file; got --out ${out}. Name it ${out}.safetensors.`,
  );
}

function describeTraining({ run, evaluations, backend }: Training, settings: TrainSettings, seconds: number): string {
  const { backbone, data, head } = run.recipe;
  const last = [...evaluations].at(-1);
  return [
    `${outColors.bold(`${head.id} head on ${backbone.id}`)}, cut at ${run.cut}, trained on ${data.name} (${backend}, ${formatSeconds(seconds)})`,
    '',
    formatFigures(evaluations),
    ...(last === undefined ? [] : ['', `${last[0]}:`, formatConfusion(last[1].metrics)]),
    '',
    `Bundle: ${outColors.bold(settings.out)}`,
    ...(settings.report === undefined ? [] : [`Report: ${outColors.bold(settings.report)}`]),
    `Next:   graft predict ${settings.out} <picture>`,
  ].join('\n');
}

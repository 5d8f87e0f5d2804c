import { GraftError, type Json } from '@graftjs/core';
import { formatRates, ratesPage, sketchRates, type RateReportFacts } from '@graftjs/report';
import { findLearningRate, type LearningRateSearch, type OnProgress } from '@graftjs/train';
import { nounOf, type Noun } from '../any-input.js';
import { checkPluginNames } from '../check-plugin-names.js';
import { checkTrainOutputs } from '../check-train-outputs.js';
import { exitCodes } from '../exit-codes.js';
import { openFeatureCache } from '../feature-cache.js';
import { formatAbout, formatBytes } from '../format-amounts.js';
import { loadPlugins } from '../load-plugins.js';
import { openData } from '../open-data.js';
import { sayNotes } from '../open-backbone.js';
import { openEngine } from '../open-engine.js';
import { checkMemory } from '../check-memory.js';
import { checkPictures } from '../check-pictures.js';
import { outColors, type Command, type Output } from '../output.js';
import { readChoice } from '../plugin-choice.js';
import { createProgressBar, formatSeconds, showProgress, type ProgressBar } from '../progress.js';
import { readTrainSettings } from '../read-train-settings.js';
import { storedRecipe, type TrainSettings } from '../recipe.js';
import { composeRun } from '../training.js';
import { toJsonUnwritten, tryWrite, warnOfUnwritten } from '../try-write.js';
import { version } from '../version.js';
import { warnOfSkipped } from '../warn-of-skipped.js';
import type { TrainFlags } from './train.js';

/** As for `graft train`, but for what is written. */
export type LrFindFlags = TrainFlags & {
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
  readonly out?: string;
  readonly report?: string;
  readonly force?: boolean;
};

/** `graft lr-find`: which learning rate the first stage that trains should have. */
export const lrFind: Command<[source: string, flags: LrFindFlags]> = async (source, flags, context) => {
  const started = performance.now();
  const { json: _, from, to, steps, out, report, force = false, ...others } = flags;
  const { output, signal } = context;
  checkPageName(out);
  const { settings, folder } = await readTrainSettings(source, others);
  const files = { '--out': out, '--report': report };
  await checkTrainOutputs({ ...settings, force }, { files, source, folder });
  const plugins = await loadPlugins(settings.plugins, folder);
  checkPluginNames(settings, plugins);
  const bar = createProgressBar();
  const { backend, engine } = await openEngine(settings);
  try {
    const data = await openData(settings.data, settings, context, bar);
    const composition = await composeRun(settings, data, plugins);
    sayNotes(composition.recipe.backbone, output);
    checkMemory(composition.trunk.network, engine, backend, settings);
    await checkPictures(data, ['train'], { strict: settings.strict, signal, bar });
    const search = await findLearningRate(composition, {
      ...{ engine, signal, from, to, steps },
      store: openFeatureCache(settings.cache),
      strict: settings.strict,
      onProgress: showSearch(bar, output, nounOf(data)),
    });
    bar.stop();
    signal.throwIfAborted();
    const { backbone, head, freeze } = composition.recipe;
    const facts: RateReportFacts = {
      search,
      data: data.name,
      backbone: backbone.id,
      head: head.id,
      freeze: freeze.id,
      recipe: storedRecipe(settings, { dataName: data.name }),
      versions: { graft: version, engine: engine.name, decoder: backbone.preprocess.runtime, node: process.version },
    };
    const unwritten = [
      ...(out === undefined ? [] : await tryWrite(out, ratesPage(facts), { overwrite: force })),
      ...(report === undefined ? [] : await tryWrite(report, formatRates(facts), { overwrite: force })),
    ];
    const isWritten = (path: string | undefined): boolean =>
      path !== undefined && !unwritten.some(({ file }) => file === path);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    output.answer(
      { ...toJson(search, backend, seconds), ...toJsonUnwritten(unwritten) },
      [
        `${outColors.bold(verdictOf(search))} for “${search.stage.name}” of ${freeze.id} (${backend}, ${formatSeconds(seconds)})`,
        `${search.reason}`,
        '',
        sketchRates(search).trimEnd(),
        '',
        ...describeNext(search, settings),
        ...(isWritten(out) ? [`Curve:  ${outColors.bold(out ?? '')}`] : []),
        ...(isWritten(report) ? [`Report: ${outColors.bold(report ?? '')}`] : []),
      ].join('\n'),
    );
    warnOfSkipped(new Map([['train', search]]), data, output);
    return warnOfUnwritten(unwritten, exitCodes.done, output);
  } finally {
    bar.stop();
    await engine.dispose();
  }
};

function toJson(search: LearningRateSearch, backend: string, seconds: number): Readonly<Record<string, Json>> {
  const { stage, suggestion, reason, candidates, stoppedBy, rates, losses, smoothedLosses, skipped } = search;
  return {
    ...{ backend, seconds, stage: stage as unknown as Json, suggestion, reason, candidates: { ...candidates } },
    ...{ stoppedBy, rates, losses, smoothedLosses },
    skipped: skipped.map(({ id, reason: why }) => ({ file: id, reason: why })),
  };
}

function verdictOf({ suggestion }: LearningRateSearch): string {
  return suggestion === null ? 'No suggestion' : `Suggested learning rate: ${suggestion}`;
}

/** Where the suggestion goes: what trains a head that comes first has options of its own, which only a recipe can name. */
function describeNext({ suggestion, stage }: LearningRateSearch, { freeze }: TrainSettings): string[] {
  const { name } = readChoice(freeze);
  if (suggestion === null || name === 'in-sequence') return [];
  const isHeadFirst = headFirst.has(name) && stage.blocks.every((mode) => mode === 'frozen');
  if (!isHeadFirst) return [`Next:   graft train … --learning-rate ${suggestion}`];
  return [
    `Next:   graft train with a recipe that says "freeze": { "name": "${name}", "options": { "head": { "learningRate": ${suggestion} } } }`,
  ];
}

const headFirst: ReadonlySet<string> = new Set(['linear-probe-then-fine-tune', 'progressive', 'surgical']);

/** As for training, but for the price of the steps: no epoch comes to its end here. */
function showSearch(bar: ProgressBar, output: Output, noun: Noun): OnProgress {
  const show = showProgress(bar, output, { noun });
  return (progress) => {
    if (progress.phase !== 'training-price') return show(progress);
    bar.stop();
    const { stage, minutes, bytes } = progress;
    output.say(`${stage}: at most ${formatAbout(60 * minutes)} of steps, ${formatBytes(bytes)} of memory.`);
  };
}

function checkPageName(out: string | undefined): void {
  if (out === undefined || out.endsWith('.html')) return;
  throw new GraftError(
    'bad-page-name',
    `lr-find writes no bundle: --out is a page with the curve; got ${out}. Name it lr.html, or leave it out.`,
  );
}

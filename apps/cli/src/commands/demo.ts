import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModel, type Prediction } from '@graftjs/bundle';
import { loadBundle } from '@graftjs/bundle/files';
import { GraftError } from '@graftjs/core';
import { attribution, folder, groupBy } from '@graftjs/demo-chest-xray';
import { tfjsEngine } from '@graftjs/engines';
import { imagePlugin } from '@graftjs/images';
import { toJsonFigures } from '@graftjs/train';
import { checkCache } from '../training/check-cache.js';
import { checkOutputs } from '../output/check-outputs.js';
import { exitCodes } from '../output/exit-codes.js';
import { formatConfusion, formatFigures, toJsonSkipped } from '../output/format-figures.js';
import { outColors, type Command } from '../output/output.js';
import { listPictures, readPicture } from '../data/picture-files.js';
import { builtIn } from '../plugins.js';
import { formatSeconds } from '../output/progress.js';
import { readSettings } from '../recipe/recipe.js';
import { isRefitted, runTraining, type Training } from '../training/training.js';
import { warnOfUnwritten } from '../output/try-write.js';
import { writeTraining } from './train.js';

export interface DemoFlags {
  readonly workers?: number;
  readonly cache?: string;
  readonly backend?: string;
}

/** What it writes lies in a folder of its own, so that it may be run again. */
const OUT = 'graft-demo';

/** `graft demo`: the whole way, on real X-rays: train, measure, write a bundle, classify with it. */
export const demo: Command<[flags: DemoFlags]> = async ({ workers, cache = 'none', backend }, context) => {
  const started = performance.now();
  const { output } = context;
  const data = fileURLToPath(folder);
  const out = join(OUT, 'model.safetensors');
  const report = join(OUT, 'report.md');
  const settings = readSettings({}, { data, groupBy, out, report, workers, cache, backend, force: true }, 'the demo');

  await mkdir(OUT, { recursive: true }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = 'Run the demo in a folder of your own.';
    throw new GraftError('cannot-make-folder', `The demo writes to a folder ${OUT}: ${reason}. ${advice}`, { cause });
  });
  await checkOutputs({ files: { 'the bundle': out, 'the report': report }, force: true });
  await checkCache(cache, data);
  output.say('Does this chest X-ray show a viral pneumonia? Training on 1,000 X-rays, with EfficientNet-Lite0');
  output.say('as it was trained on ImageNet; then a test on 296 X-rays of other patients.\n');
  const training = await runTraining(settings, builtIn, context, 'demo-chest-xray');
  const unwritten = await writeTraining(training, settings, attribution);

  const [picture] = await listPictures([join(data, 'test', 'PNEUMONIA')]);
  if (picture === undefined) throw new GraftError('no-pictures', 'The X-rays of the demo are missing. Install again.');
  const prediction = await predictOne(out, picture.file);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const { labels, probabilities } = prediction;
  output.answer(
    {
      backend: training.backend,
      seconds,
      bundle: out,
      splits: toJsonFigures(training.evaluations, isRefitted(training.run)),
      skipped: toJsonSkipped(training.evaluations),
      prediction: {
        file: picture.file,
        label: prediction.label,
        probabilities: Object.fromEntries(labels.map((label, index) => [label, probabilities[index] ?? 0])),
      },
    },
    describe(training, { picture: picture.file, prediction, out, report, seconds }),
  );
  return warnOfUnwritten(unwritten, exitCodes.done, output, out);
};

type LabelledPrediction = Prediction & { readonly labels: readonly string[] };

/** From the file alone, as anybody who is given it would. */
async function predictOne(bundle: string, picture: string): Promise<LabelledPrediction> {
  const engine = tfjsEngine();
  try {
    const model = await loadModel(await loadBundle(bundle, { preprocessors: [imagePlugin] }), engine);
    const [prediction] = (await model.predict([await readPicture({ file: picture })])) as [Prediction];
    return { ...prediction, labels: model.labels };
  } finally {
    await engine.dispose();
  }
}

interface DemoFacts {
  readonly picture: string;
  readonly prediction: LabelledPrediction;
  readonly out: string;
  readonly report: string;
  readonly seconds: number;
}

function describe(
  { run, evaluations, backend }: Training,
  { picture, prediction, out, report, seconds }: DemoFacts,
): string {
  const { bold, dim } = outColors;
  const test = evaluations.get('test');
  const shortName = picture.split(/[\\/]/).slice(-3).join('/');
  const sure = (100 * prediction.probability).toFixed(1);
  return [
    formatFigures(evaluations, run.recipe.data),
    dim('In parentheses: 95 % intervals. AUC: how well the two are told apart at any threshold; chance is 0.5.'),
    '',
    ...(test === undefined ? [] : ['Of the test X-rays:', formatConfusion(test.metrics), '']),
    `Classified with the file that was written, ${shortName}:`,
    `  ${bold(prediction.label)} ${dim(`(${sure} %)`)}`,
    '',
    `Bundle  ${bold(out)}`,
    `Report  ${bold(report)}`,
    dim(`${formatSeconds(seconds)} on ${backend}`),
    '',
    'Next, on pictures of your own, one folder for each class:',
    '  graft train flowers/ --out flowers.safetensors',
    '  graft predict flowers.safetensors rose.jpg',
    '',
    dim(`X-rays: ${attribution}`),
    dim('A demonstration, not a medical device.'),
  ].join('\n');
}

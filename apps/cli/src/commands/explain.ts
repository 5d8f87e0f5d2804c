import { loadModel, type LoadedModel } from '@graftjs/bundle';
import { GraftError, type ImageInput, type Json, type Model } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { encodePng } from '@graftjs/images/encode-png';
import { seenPicture } from '@graftjs/images/seen-picture';
import { drawHeatMap, gradCam, type GradCamOptions } from '@graftjs/report';
import { explainPage, type Explanation } from '@graftjs/report/explain/explain-page';
import { checkModality } from '../check-modality.js';
import { checkOutputs } from '../check-outputs.js';
import { formatColumns } from '../columns.js';
import { exitCodes } from '../exit-codes.js';
import { openModel } from '../open-model.js';
import { outColors, type Command, type Context } from '../output.js';
import { listPictures, readPicture, type PictureFile } from '../picture-files.js';
import { createProgressBar } from '../progress.js';

export interface ExplainFlags extends GradCamOptions {
  readonly out: string;
  readonly weights?: string;
  readonly backend?: string;
  readonly force?: boolean;
}

/** `graft explain`: where in pictures a model looks. One that cannot be read does not stop the others. */
export const explain: Command<[model: string, paths: readonly string[], flags: ExplainFlags]> = async (
  name,
  paths,
  { out, weights, backend, force = false, ...asked },
  context,
) => {
  const files = await listPictures(paths);
  checkForm(out, files.length);
  const pictures = Object.fromEntries(files.map(({ file }) => [`the picture ${file}`, file]));
  const inputs = { 'the model': name, 'its weights': weights, ...pictures };
  await checkOutputs({ files: { '--out': out }, inputs, force });
  const model = await openModel(name, { weights: weights });
  checkModality(name, model, { name: paths.join(', '), modality: 'image' });
  await startBackend(backend);
  const { done, skipped } = await explainFiles(model, files, asked, context);
  const [first] = done;
  if (first === undefined) throw new GraftError('no-readable-picture', 'None of the pictures could be read.');
  const written = isPng(out)
    ? await encodePng(drawHeatMap(first.seen, first.map))
    : await explainPage(`Where ${model.id} looks`, done);
  await writeFileAtomic(out, written, { overwrite: force });
  context.output.answer({ file: out, explanations: done.map(toJson), skipped }, describe(out, done));
  return skipped.length === 0 ? exitCodes.done : exitCodes.someLeftOut;
};

async function explainFiles(
  model: Model<ImageInput>,
  files: readonly PictureFile[],
  asked: GradCamOptions,
  { output, signal }: Context,
): Promise<{ readonly done: readonly Explanation[]; readonly skipped: { file: string; reason: string }[] }> {
  const engine = tfjsEngine();
  const bar = createProgressBar();
  const done: Explanation[] = [];
  const skipped: { file: string; reason: string }[] = [];
  try {
    const loaded = await loadModel(model, engine);
    for (const picture of files) {
      const { file } = picture;
      signal.throwIfAborted();
      bar.update({ label: 'pictures', done: done.length + skipped.length, total: files.length });
      const explained = await explainFile(picture, model, loaded, asked).catch(asReason);
      if (!(explained instanceof GraftError)) {
        done.push(explained);
        continue;
      }
      skipped.push({ file, reason: explained.message });
      bar.stop();
      output.warn(`${file} is left out: ${explained.message}`);
    }
    return { done, skipped };
  } finally {
    bar.stop();
    await engine.dispose();
  }
}

async function explainFile(
  picture: PictureFile,
  model: Model<ImageInput>,
  loaded: LoadedModel<ImageInput>,
  asked: GradCamOptions,
): Promise<Explanation> {
  const bytes = await readPicture(picture);
  const seen = await seenPicture(model.preprocess, bytes);
  const map = await gradCam(model, bytes, asked);
  const [prediction] = await loaded.predict([bytes]);
  const probability = prediction?.probabilities[loaded.labels.indexOf(map.label)] ?? NaN;
  return { file: picture.file, seen, map, probability };
}

/** What is wrong with the question and not with one picture. */
const aboutAll: ReadonlySet<string> = new Set([
  'bad-preprocessing',
  'unsupported-task',
  'unknown-label',
  'unknown-layer',
  'not-spatial',
  'out-of-memory',
  'backend-broken',
]);

function asReason(error: unknown): GraftError {
  if (error instanceof GraftError && !aboutAll.has(error.code)) return error;
  throw error;
}

function isPng(out: string): boolean {
  return /\.png$/i.test(out);
}

/** @throws GraftError 'bad-output' */
function checkForm(out: string, pictures: number): void {
  if (isPng(out) && pictures > 1) {
    throw new GraftError(
      'bad-output',
      `${out} has room for one picture, and there are ${pictures}. Write a page: --out explained.html.`,
    );
  }
  if (isPng(out) || /\.html?$/i.test(out)) return;
  throw new GraftError('bad-output', `A heat map is written as .html or .png; got ${out}.`);
}

function toJson({ file, map, probability }: Explanation): Json {
  const { label, layer, width, height, values } = map;
  return { file, label, probability, layer, map: { width, height, values: [...values] } };
}

function describe(out: string, done: readonly Explanation[]): string {
  const rows = done.map(({ file, map, probability }) => [
    file,
    outColors.bold(map.label),
    `${(100 * probability).toFixed(1)} %`,
  ]);
  const how = isPng(out) ? '' : ' Open it in a browser.';
  return `${formatColumns(rows, [2])}\n${outColors.bold(out)}: where the model looks.${how}`;
}

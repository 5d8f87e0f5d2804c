import { writeFile } from 'node:fs/promises';
import { loadModel, type LoadedModel } from '@graftjs/bundle';
import { GraftError, type ImageInput } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { checkOutputs } from '../check-outputs.js';
import { exitCodes } from '../exit-codes.js';
import { formatCsv, formatPredictions, toJson, type PicturePrediction } from '../format-predictions.js';
import { sayNotes } from '../open-backbone.js';
import { openModel } from '../open-model.js';
import { findStream } from '../output-stream.js';
import type { Command, Context } from '../output.js';
import { listPictures, readPicture, type PictureFile } from '../picture-files.js';
import { createProgressBar } from '../progress.js';
import { tryWrite, warnOfUnwritten, type Unwritten } from '../try-write.js';

export interface PredictFlags {
  readonly top?: number;
  readonly weights?: string;
  readonly preprocess?: string;
  readonly inputSize?: number;
  readonly labels?: string;
  readonly out?: string;
  readonly backend?: string;
  readonly force?: boolean;
}

/** `graft predict`: what is in pictures. One that cannot be read does not stop the others. */
export const predict: Command<[model: string, paths: readonly string[], flags: PredictFlags]> = async (
  name,
  paths,
  { top, weights, preprocess, inputSize, labels, out, backend, force = false },
  context,
) => {
  const stream = out === undefined ? undefined : await findStream(out);
  if (stream === 'standard output' && context.output.json) {
    throw new GraftError('same-output', `--out ${out ?? ''} and --json both go to standard output. Leave one out.`);
  }
  const files = await listPictures(paths);
  if (stream === undefined) {
    const pictures = Object.fromEntries(files.map(({ file }) => [`the picture ${file}`, file]));
    await checkOutputs({
      files: { '--out': out },
      inputs: { 'the model': name, 'its weights': weights, ...pictures },
      force,
    });
  }
  const model = await openModel(name, { weights, preprocess, inputSize, labels });
  sayNotes(model, context.output);
  await startBackend(backend);
  const engine = tfjsEngine();
  try {
    const loaded = await loadModel(model, engine);
    const { done, failed } = await predictFiles(loaded, files, context);
    if (done.length === 0) throw new GraftError('no-readable-picture', 'None of the pictures could be read.');
    const csv = formatCsv(done, loaded.labels, top);
    if (stream === 'standard output') context.output.pipe(csv);
    else context.output.answer(toJson(done, loaded.labels, top), formatPredictions(done, loaded.labels, top));
    const unwritten: Unwritten[] = [];
    if (out !== undefined && stream !== 'standard output') {
      unwritten.push(
        ...(stream === 'device' ? await writeThrough(out, csv) : await tryWrite(out, csv, { overwrite: force })),
      );
      if (unwritten.length === 0) context.output.say(`Wrote ${out}.`);
    }
    return warnOfUnwritten(unwritten, failed === 0 ? exitCodes.done : exitCodes.someLeftOut, context.output);
  } finally {
    await engine.dispose();
  }
};

/** To a device, which is there before and stays. */
async function writeThrough(file: string, text: string): Promise<Unwritten[]> {
  try {
    await writeFile(file, text, { flag: 'a' });
    return [];
  } catch (cause) {
    return [{ file, reason: cause instanceof Error ? `${cause.message}.` : String(cause) }];
  }
}

async function predictFiles(
  model: LoadedModel<ImageInput>,
  files: readonly PictureFile[],
  { output, signal }: Context,
): Promise<{ readonly done: readonly PicturePrediction[]; readonly failed: number }> {
  const bar = createProgressBar();
  const done: PicturePrediction[] = [];
  let failed = 0;
  const leaveOut = (file: string, error: GraftError): void => {
    failed++;
    bar.stop();
    output.warn(`${file} is left out: ${error.message}`);
  };

  // Pictures are read as the model asks for them; those that it was given wait here for what it says of them.
  const given: string[] = [];
  async function* readAll(): AsyncGenerator<Blob> {
    for (const picture of files) {
      try {
        const bytes = await readPicture(picture);
        given.push(picture.file);
        yield bytes;
      } catch (error) {
        if (!(error instanceof GraftError)) throw error;
        leaveOut(picture.file, error);
      }
    }
  }
  for await (const outcome of model.predictEach(readAll(), { signal })) {
    const file = given.shift() ?? '';
    if ('error' in outcome) leaveOut(file, outcome.error);
    else done.push({ file, prediction: outcome.prediction });
    bar.update({ label: 'pictures', done: done.length + failed, total: files.length });
  }
  bar.stop();
  return { done, failed };
}

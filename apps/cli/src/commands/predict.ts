import { loadModel, type LoadedModel } from '@graftjs/bundle';
import { GraftError, type ImageInput } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import { exitCodes } from '../exit-codes.js';
import { formatCsv, formatPredictions, toJson, type PicturePrediction } from '../format-predictions.js';
import { sayNotes } from '../open-backbone.js';
import { openModel } from '../open-model.js';
import { checkOutputFile } from '../output-file.js';
import type { Command, Context } from '../output.js';
import { listPictures, readPicture } from '../picture-files.js';
import { createProgressBar } from '../progress.js';

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
  await checkOutputFile(out, force);
  const files = await listPictures(paths);
  const model = await openModel(name, { weights, preprocess, inputSize, labels });
  sayNotes(model, context.output);
  await startBackend(backend);
  const engine = tfjsEngine();
  try {
    const loaded = await loadModel(model, engine);
    const { done, failed } = await predictFiles(loaded, files, context);
    if (done.length === 0) throw new GraftError('no-readable-picture', 'None of the pictures could be read.');
    if (out !== undefined) await writeFileAtomic(out, formatCsv(done, loaded.labels, top), { overwrite: force });
    context.output.answer(toJson(done, loaded.labels, top), formatPredictions(done, loaded.labels, top));
    if (out !== undefined) context.output.say(`Wrote ${out}.`);
    return failed === 0 ? exitCodes.done : exitCodes.someLeftOut;
  } finally {
    await engine.dispose();
  }
};

async function predictFiles(
  model: LoadedModel<ImageInput>,
  files: readonly string[],
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
    for (const file of files) {
      try {
        const picture = await readPicture(file);
        given.push(file);
        yield picture;
      } catch (error) {
        if (!(error instanceof GraftError)) throw error;
        leaveOut(file, error);
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

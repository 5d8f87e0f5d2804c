import { writeFile } from 'node:fs/promises';
import { loadModel, type LoadedModel } from '@graftjs/bundle';
import { GraftError, type Json } from '@graftjs/core';
import { tfjsEngine } from '@graftjs/engines';
import { startBackend } from '@graftjs/engines/backends';
import type { AnyInput } from '../model/any-input.js';
import { checkOutputs } from '../output/check-outputs.js';
import { exitCodes } from '../output/exit-codes.js';
import { formatCsv, formatPredictions, toJson, type PicturePrediction } from '../output/format-predictions.js';
import { sayNotes } from '../model/open-backbone.js';
import { openModel } from '../model/open-model.js';
import { findStream } from '../output/output-stream.js';
import type { Command, Context } from '../output/output.js';
import { listPictures, readPicture } from '../data/picture-files.js';
import { createProgressBar } from '../output/progress.js';
import { listTexts, type TextInput } from '../data/text-inputs.js';
import { trainedWith } from '../model/trained-with.js';
import { tryWrite, warnOfUnwritten, type Unwritten } from '../output/try-write.js';

export interface PredictFlags {
  readonly text?: string | number;
  readonly top?: number;
  readonly weights?: string;
  readonly preprocess?: string;
  readonly inputSize?: number;
  readonly labels?: string;
  readonly out?: string;
  readonly backend?: string;
  readonly force?: boolean;
}

/** `graft predict`: what is in pictures, or what texts are. One that cannot be read does not stop the others. */
export const predict: Command<[model: string, paths: readonly string[], flags: PredictFlags]> = async (
  name,
  paths,
  { top, weights, preprocess, inputSize, labels, out, backend, force = false, text },
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
    const isText = model.modality === 'text';
    const inputs = isText
      ? (await listTexts(paths, text ?? columnTrainedOn(model))).map(ofText)
      : files.map((picture): GivenInput => ({ file: picture.file, read: () => readPicture(picture) }));
    const things = isText ? 'texts' : 'pictures';
    const { done, failed } = await predictInputs(loaded, inputs, things, context);
    if (done.length === 0) throw new GraftError('no-readable-picture', `None of the ${things} could be read.`);
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

/** What is predicted, and what it is called. */
interface GivenInput {
  readonly file: string;
  readonly read: () => Promise<AnyInput>;
}

function ofText({ file, text }: TextInput): GivenInput {
  return { file, read: () => Promise.resolve(text) };
}

/** A table like the one that a bundle was trained on has its texts in the same column. */
function columnTrainedOn(model: object): string | number | undefined {
  return 'recipe' in model ? trainedWith(model.recipe as Json).table.text : undefined;
}

async function predictInputs(
  model: LoadedModel<AnyInput>,
  inputs: readonly GivenInput[],
  things: string,
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

  // Inputs are read as the model asks for them; those that it was given wait here for what it says of them.
  const given: string[] = [];
  async function* readAll(): AsyncGenerator<AnyInput> {
    for (const { file, read } of inputs) {
      try {
        const input = await read();
        given.push(file);
        yield input;
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
    bar.update({ label: things, done: done.length + failed, total: inputs.length });
  }
  bar.stop();
  return { done, failed };
}

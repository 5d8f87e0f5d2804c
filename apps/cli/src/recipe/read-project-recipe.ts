import { basename, dirname, join } from 'node:path';
import { GraftError, type Json } from '@graftjs/core';
import { readZipRecipe } from '@graftjs/data/image-zip';
import { isFile } from '../model/open-backbone.js';
import { isZip } from '../data/open-data.js';
import { readChoice, writeChoice } from './plugin-choice.js';
import { readSettings, toFlag, type TrainSettings } from './recipe.js';

/**
 * What a project may say: how its pictures are divided, and what is trained on them. Whoever is given one gives no program, no
 * place to write to, and nothing else of his machine out of hand.
 */
const allowed: ReadonlySet<string> = new Set([
  ...['seed', 'groupBy', 'classWeights', 'augment', 'batchSize'],
  ...['backbone', 'weights', 'dropLast', 'preprocess', 'backboneSha256', 'weightsSha256', 'inputSize', 'cut', 'pool'],
  ...['head', 'freeze', 'optimizer', 'momentum', 'weightDecay', 'pullToPretrained', 'clipNorm', 'labelSmoothing'],
  ...['accumulate', 'averaging', 'stopAt'],
]);

/**
 * The settings that the zip of a project brings: those of the page that wrote it. Files that it names lie beside the zip.
 *
 * @param source what is given for data
 * @returns none where it is no zip of a project
 * @throws GraftError 'bad-project', 'bad-recipe', 'unknown-recipe-key', and what `readZipRecipe` throws
 */
export async function readProjectRecipe(source: string): Promise<Readonly<Record<string, Json>>> {
  if (!isZip(source)) return {};
  const recipe = await readZipRecipe(source);
  const file = `project.json of ${basename(source)}`;
  // By itself, so that what is wrong in it is told of it.
  const settings = readSettings(recipe, { data: source }, file);
  const tooMuch = Object.keys(recipe).find((key) => !allowed.has(key));
  if (tooMuch !== undefined) {
    throw new GraftError(
      'bad-project',
      `${file} has "${tooMuch}", which is not for a project to say. Take it out, and say it yourself: ${toFlag(tooMuch)}, or a recipe.`,
    );
  }
  return { ...recipe, ...nameFiles(settings, { file, folder: dirname(source) }) };
}

interface Place {
  /** What names the files, for messages. */
  readonly file: string;
  readonly folder: string;
}

/** The settings that are files, as paths. */
function nameFiles({ weights, preprocess, backbone }: TrainSettings, place: Place): Readonly<Record<string, Json>> {
  const { name, options } = readChoice(backbone);
  const isWeightsFile = weights !== undefined && weights !== 'none' && weights !== 'imagenet';
  return {
    ...(isWeightsFile && { weights: beside('weights', weights, place) }),
    ...(isFile(name) && { backbone: writeChoice(beside('backbone', name, place), options) as Json }),
    ...(typeof preprocess === 'string' &&
      preprocess.endsWith('.json') && { preprocess: beside('preprocess', preprocess, place) }),
  };
}

function beside(key: string, name: string, { file, folder }: Place): string {
  if (!/[\\/:]/.test(name)) return join(folder, name);
  throw new GraftError(
    'bad-project',
    `"${key}" in ${file} is ${JSON.stringify(name)}, and a project names files that lie beside it. Write the name alone, and put the file there.`,
  );
}

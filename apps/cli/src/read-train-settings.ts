import { dirname, isAbsolute, join, resolve } from 'node:path';
import { GraftError, type Json } from '@graftjs/core';
import { readZipRecipe } from '@graftjs/data/image-zip';
import { completeFiles } from './model-files.js';
import { readNamedText } from './named-file.js';
import { isFile } from './open-backbone.js';
import { isZip } from './open-data.js';
import { readSettings, type TrainSettings } from './recipe.js';

/**
 * The settings of `graft train`: from flags alone, or from a recipe file that flags add to.
 *
 * @param source a data folder or zip, or a recipe file: anything that ends in .json
 * @param flags what the command line says
 * @returns the settings, and the folder where plugins are looked for
 * @throws GraftError 'cannot-read-file', 'bad-recipe', 'unused-option', and what `readZipRecipe`, `readSettings` and `completeFiles` throw
 */
export async function readTrainSettings(
  source: string,
  flags: Readonly<Record<string, unknown>>,
): Promise<{ readonly settings: TrainSettings; readonly folder: string }> {
  if (!source.endsWith('.json')) {
    if (flags['data'] !== undefined) {
      throw new GraftError(
        'unused-option',
        `--data names other pictures than a recipe does, and here they are named already: ${source}. Leave it out.`,
      );
    }
    // A project says itself how its pictures are divided.
    const recipe = isZip(source) ? await readZipRecipe(source) : {};
    const settings = readSettings(recipe, { ...flags, data: source }, 'the command line');
    return { settings: await completeFiles(settings), folder: process.cwd() };
  }
  const folder = dirname(source);
  const recipe = fromFolder(parseJson(await readNamedText(source, { by: 'a recipe' }), source), folder);
  return { settings: await completeFiles(readSettings(recipe, flags, source)), folder: resolve(folder) };
}

/** Paths in a recipe start from its folder, so that it works from everywhere. */
function fromFolder(recipe: Json, folder: string): Json {
  if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) return recipe;
  return Object.fromEntries(
    Object.entries(recipe).map(([key, value]) => {
      const isPath = typeof value === 'string' && !isAbsolute(value) && (pathKeys.get(key)?.(value) ?? false);
      return [key, isPath ? join(folder, value) : value];
    }),
  );
}

const always = (): boolean => true;
const pathKeys = new Map<string, (value: string) => boolean>([
  ['data', always],
  ['out', always],
  ['report', always],
  ['compareWith', always],
  ['checkpoint', (value) => value !== 'none'],
  ['cache', (value) => value !== 'none'],
  ['weights', (value) => value !== 'none' && value !== 'imagenet'],
  ['backbone', isFile],
  ['preprocess', (value) => value.endsWith('.json')],
]);

function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new GraftError(
      'bad-recipe',
      `${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}

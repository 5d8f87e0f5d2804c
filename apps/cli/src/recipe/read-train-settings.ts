import { dirname, isAbsolute, join, resolve } from 'node:path';
import { GraftError, type Json } from '@graftjs/core';
import { completeFiles } from '../model/model-files.js';
import { readNamedText } from '../data/named-file.js';
import { isFile } from '../model/open-backbone.js';
import { readProjectRecipe } from './read-project-recipe.js';
import { readSettings, type TrainSettings } from './recipe.js';

/**
 * The settings of `graft train`: from flags, before a recipe file where there is one, before what a zip of a project says itself.
 *
 * @param source a data folder or zip, or a recipe file: anything that ends in .json
 * @param flags what the command line says
 * @returns the settings, and the folder where plugins are looked for
 * @throws GraftError 'cannot-read-file', 'bad-recipe', 'unused-option', and what `readProjectRecipe`, `readSettings` and `completeFiles` throw
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
    const settings = readSettings(await readProjectRecipe(source), { ...flags, data: source }, 'the command line');
    return { settings: await completeFiles(settings), folder: process.cwd() };
  }
  const folder = dirname(source);
  const recipe = fromFolder(parseJson(await readNamedText(source, { by: 'a recipe' }), source), folder);
  const settings = readSettings(await withProject(recipe, flags['data']), flags, source);
  return { settings: await completeFiles(settings), folder: resolve(folder) };
}

/** How the project that it trains on divides its pictures, where the recipe does not say it: all else is for the recipe to say. */
async function withProject(recipe: Json, dataOfFlags: unknown): Promise<Json> {
  if (!isRecord(recipe)) return recipe;
  const data = dataOfFlags ?? recipe['data'];
  if (typeof data !== 'string') return recipe;
  const { seed, groupBy } = await readProjectRecipe(data);
  return { ...(seed !== undefined && { seed }), ...(groupBy !== undefined && { groupBy }), ...recipe };
}

/** Paths in a recipe start from its folder, so that it works from everywhere. */
function fromFolder(recipe: Json, folder: string): Json {
  if (!isRecord(recipe)) return recipe;
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

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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

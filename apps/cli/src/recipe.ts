import { pools, GraftError, listNearest, type Json } from '@graftjs/core';
import * as v from 'valibot';

const wholeNumber = (least: number): v.GenericSchema<unknown, number> =>
  v.pipe(
    v.number(`a whole number from ${least}`),
    v.safeInteger(`a whole number from ${least}`),
    v.minValue(least, `a whole number from ${least}`),
  ) as v.GenericSchema<unknown, number>;
const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const flag = v.boolean('true or false');
/** A plugin by name, or by name with options: `"linear"`, `{ "name": "linear", "options": { "l2": 0.1 } }`. */
const plugin = v.union(
  [
    text,
    v.strictObject({
      name: text,
      options: v.record(
        v.string(),
        v.custom<Json>(() => true),
      ),
    }),
  ],
  'a name, or { "name": …, "options": { … } }',
);
const someWeights = '"balanced", "none", or a number above 0 for class names';
const classWeights = v.union(
  [
    v.picklist(['balanced', 'none']),
    v.record(v.string(), v.pipe(v.number(someWeights), v.gtValue(0, someWeights)), someWeights),
  ],
  someWeights,
);

/** Every setting of `graft train`: a recipe file says the same as the flags, spelled in camelCase. */
const entries = {
  data: text,
  backbone: v.optional(plugin, 'efficientnet-lite0'),
  weights: v.optional(text, 'imagenet'),
  inputSize: v.optional(wholeNumber(1)),
  cut: v.optional(text),
  pool: v.optional(v.picklist(pools, pools.map((pool) => `"${pool}"`).join(', '))),
  head: v.optional(plugin, 'linear'),
  freeze: v.optional(plugin, 'feature-extraction'),
  groupBy: v.optional(text),
  classWeights: v.optional(classWeights, 'balanced'),
  batchSize: v.optional(wholeNumber(1), 16),
  seed: v.optional(wholeNumber(0), 1),
  plugins: v.optional(v.array(text, 'a list of modules'), []),
  out: v.optional(text, 'model.safetensors'),
  report: v.optional(text),
  cache: v.optional(text),
  workers: v.optional(wholeNumber(1)),
  backend: v.optional(text),
  strict: v.optional(flag, false),
  force: v.optional(flag, false),
};
const schema = v.strictObject(entries);

export type TrainSettings = v.InferOutput<typeof schema>;
export type PluginChoice = TrainSettings['head'];

/**
 * Completes and checks the settings of a training run.
 *
 * @param fromFile what a recipe file says; `{}` where there is none
 * @param fromFlags what the command line says; it goes before the file
 * @param file the recipe file's name, for messages
 * @throws GraftError 'bad-recipe', 'unknown-recipe-key', 'bad-option'
 */
export function readSettings(
  fromFile: Json,
  fromFlags: { readonly [key: string]: unknown },
  file: string,
): TrainSettings {
  if (typeof fromFile !== 'object' || fromFile === null || Array.isArray(fromFile)) {
    throw new GraftError(
      'bad-recipe',
      `${file} holds no recipe: a recipe is a JSON object such as {"data": "flowers"}.`,
    );
  }
  for (const key of Object.keys(fromFile)) {
    if (Object.hasOwn(entries, key)) continue;
    const nearest = listNearest(key, Object.keys(entries)).map((name) => `"${name}"`);
    throw new GraftError(
      'unknown-recipe-key',
      `${file} has "${key}", which no recipe has. Did you mean one of: ${nearest.join(', ')}?`,
    );
  }
  const flags = Object.fromEntries(Object.entries(fromFlags).filter(([, value]) => value !== undefined));
  const result = v.safeParse(schema, { ...fromFile, ...flags });
  if (result.success) return result.output;
  if (!('data' in fromFile) && flags['data'] === undefined) {
    throw new GraftError('bad-recipe', `${file} has no "data": the folder of pictures, such as "flowers".`);
  }
  const [issue] = result.issues;
  const key = String(issue.path?.[0]?.key ?? '');
  const received = JSON.stringify(issue.path?.[0]?.value) ?? 'nothing';
  const wanted = issue.message;
  if (Object.hasOwn(flags, key)) {
    throw new GraftError('bad-option', `${toFlag(key)} takes ${wanted}; got ${received}.`);
  }
  throw new GraftError('bad-recipe', `"${key}" in ${file} must be ${wanted}; got ${received}.`);
}

/** What does not decide the result. */
const leftOut: ReadonlySet<string> = new Set(['out', 'report', 'cache', 'workers', 'backend', 'strict', 'force']);

/**
 * The part of the settings that decides the result, as a bundle stores it.
 *
 * @param dataName the data set's name, in place of where it lies
 */
export function storedRecipe(settings: TrainSettings, dataName: string): Json {
  const { backbone, weights, plugins } = settings;
  const stored = {
    ...settings,
    data: dataName,
    backbone: typeof backbone === 'string' ? lastPart(backbone) : backbone,
    weights: lastPart(weights),
    plugins:
      plugins.length === 0 ? undefined : plugins.map((module) => (isRooted(module) ? `./${lastPart(module)}` : module)),
  };
  const kept = Object.entries(stored).filter(([key, value]) => !leftOut.has(key) && value !== undefined);
  return Object.fromEntries(kept) as Json;
}

/** Where a file lies on this machine says nothing to another. */
function lastPart(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function isRooted(path: string): boolean {
  return /^([/\\]|[A-Za-z]:)/.test(path);
}

/** `batchSize` to `--batch-size`. */
function toFlag(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

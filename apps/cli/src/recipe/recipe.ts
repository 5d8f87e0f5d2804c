import { pools, GraftError, listNearest, type Json } from '@graftjs/core';
import * as v from 'valibot';
import { readInterval, readSeconds } from './durations.js';
import { mergeFlags, optionFlags } from './merge-flags.js';
import { optimizers } from './optimizers.js';
import { lastPart } from '../model/own-network.js';
import { pluginChoice } from './plugin-choice.js';

const wholeNumber = (least: number): v.GenericSchema<unknown, number> =>
  v.pipe(
    v.number(`a whole number from ${least}`),
    v.safeInteger(`a whole number from ${least}`),
    v.minValue(least, `a whole number from ${least}`),
  ) as v.GenericSchema<unknown, number>;
const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const column = v.union([text, wholeNumber(1)], 'the name of a column, or its number from 1');
const flag = v.boolean('true or false');
const number = v.pipe(v.number('a number'), v.finite('a number'));
const someWeights = '"balanced", "none", or a number above 0 for class names';
const classWeights = v.union(
  [
    v.picklist(['balanced', 'none']),
    v.record(v.string(), v.pipe(v.number(someWeights), v.gtValue(0, someWeights)), someWeights),
  ],
  someWeights,
);

const augmentation = v.pipe(
  v.union(
    [v.literal('none'), v.record(v.string(), v.union([v.string(), v.number()]))],
    '"none", or ranges such as { "flip": "horizontal", "shift": 0.1 }',
  ),
  v.transform((ranges) => (ranges === 'none' ? undefined : ranges)),
);

const preprocess = v.union(
  [
    text,
    v.record(
      v.string(),
      v.custom<Json>(() => true),
    ),
  ],
  'caffe, torch, tf, 0..1, none, a JSON file, or numbers such as { "mean": 127.5, "std": 127.5 }',
);
const sha256 = v.pipe(v.string('64 hexadecimal digits'), v.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'));

function parsed<Value>(read: (text: number | string) => Value | undefined, wanted: string) {
  return v.pipe(
    v.union([v.number(), v.string()], wanted),
    v.rawTransform<number | string, Value>(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: wanted });
      return NEVER;
    }),
  );
}

/** Every setting of `graft train`: a recipe file says the same as the flags, spelled in camelCase. */
const entries = {
  data: text,
  text: v.optional(column),
  label: v.optional(column),
  splitColumn: v.optional(column),
  delimiter: v.optional(text),
  groupBy: v.optional(text),
  classWeights: v.optional(classWeights, 'balanced'),
  augment: v.optional(augmentation),
  backbone: v.optional(pluginChoice, 'efficientnet-lite0'),
  weights: v.optional(text),
  dropLast: v.optional(wholeNumber(0)),
  preprocess: v.optional(preprocess),
  backboneSha256: v.optional(sha256),
  weightsSha256: v.optional(sha256),
  inputSize: v.optional(wholeNumber(1)),
  cut: v.optional(text),
  pool: v.optional(v.picklist(pools, pools.map((pool) => `"${pool}"`).join(', '))),
  head: pluginChoice,
  freeze: pluginChoice,
  batchSize: v.optional(wholeNumber(1), 16),
  optimizer: v.optional(v.picklist(optimizers, '"adamw", "sgd"')),
  momentum: v.optional(number),
  weightDecay: v.optional(number),
  pullToPretrained: v.optional(number),
  clipNorm: v.optional(number),
  labelSmoothing: v.optional(number),
  accumulate: v.optional(number),
  averaging: v.optional(number),
  seed: v.optional(wholeNumber(0), 1),
  budget: v.optional(parsed(readSeconds, 'a number of seconds, or a time such as "10m"')),
  stopAt: v.optional(wholeNumber(0)),
  checkpoint: v.optional(text),
  checkpointEvery: v.optional(parsed(readInterval, 'a number of steps, or a time such as "30s"')),
  resume: v.optional(flag, false),
  plugins: v.optional(v.array(text, 'a list of modules'), []),
  out: v.optional(text, 'model.safetensors'),
  report: v.optional(text),
  compareWith: v.optional(text),
  cache: v.optional(text),
  workers: v.optional(wholeNumber(1)),
  backend: v.optional(text),
  strict: v.optional(flag, false),
  force: v.optional(flag, false),
};
const schema = v.strictObject(entries);

export type TrainSettings = v.InferOutput<typeof schema>;

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
  for (const key of Object.keys(fromFile)) if (!Object.hasOwn(entries, key)) throw unknownKey(key, file);
  const flags = Object.fromEntries(Object.entries(fromFlags).filter(([, value]) => value !== undefined));
  const result = v.safeParse(schema, withBackbone(mergeFlags(fromFile as Readonly<Record<string, Json>>, flags)));
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

/** A table of texts is for the backbone that takes them, unless another is named. */
function withBackbone(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return settings['text'] === undefined ? settings : { backbone: 'universal-sentence-encoder', ...settings };
}

function unknownKey(key: string, file: string): GraftError {
  const owner = Object.entries(optionFlags).find(([, options]) => (options as readonly string[]).includes(key))?.[0];
  if (owner !== undefined) {
    const place =
      owner === 'augment' ? `"augment": { "${key}": …, … }` : `"${owner}": { "name": …, "options": { "${key}": … } }`;
    return new GraftError('unknown-recipe-key', `${file} has "${key}" where it belongs to ${owner}. Write ${place}.`);
  }
  const nearest = listNearest(key, Object.keys(entries)).map((name) => `"${name}"`);
  return new GraftError(
    'unknown-recipe-key',
    `${file} has "${key}", which no recipe has. Did you mean one of: ${nearest.join(', ')}?`,
  );
}

/** What does not decide the result. A budget does not either: the step at which it ended the run does. */
const leftOut: ReadonlySet<string> = new Set([
  ...['out', 'report', 'compareWith', 'cache', 'workers', 'backend', 'strict', 'force'],
  ...['budget', 'checkpoint', 'checkpointEvery', 'resume'],
]);

/**
 * The part of the settings that decides the result, as a bundle stores it.
 *
 * @param facts.dataName the data set's name, in place of where it lies
 * @param facts.stoppedAt where the run was stopped before its end
 */
export function storedRecipe(
  settings: TrainSettings,
  { dataName, stoppedAt }: { readonly dataName: string; readonly stoppedAt?: number | undefined },
): Json {
  const { backbone, weights, plugins } = settings;
  const stored = {
    ...settings,
    data: dataName,
    stopAt: stoppedAt,
    backbone: typeof backbone === 'string' ? lastPart(backbone) : backbone,
    weights: weights === undefined ? undefined : lastPart(weights),
    plugins:
      plugins.length === 0 ? undefined : plugins.map((module) => (isRooted(module) ? `./${lastPart(module)}` : module)),
  };
  const kept = Object.entries(stored).filter(([key, value]) => !leftOut.has(key) && value !== undefined);
  return Object.fromEntries(kept) as Json;
}

function isRooted(path: string): boolean {
  return /^([/\\]|[A-Za-z]:)/.test(path);
}

/** `batchSize` to `--batch-size`. */
export function toFlag(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

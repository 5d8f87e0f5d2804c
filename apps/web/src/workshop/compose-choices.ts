import { withoutLast } from '@graftjs/backbones';
import { GraftError, type Dataset, type ImageInput, type Json, type OpenBackbone } from '@graftjs/core';
import { compose, trainsBySteps, type Composition } from '@graftjs/train';
import {
  backboneOptions,
  kinds,
  optionsOf,
  readOptions,
  readTyped,
  type Choice,
  type Choices,
  type Kind,
} from '../choices/choices.js';
import type { Plugin } from '../plugins.js';
import { texts } from '../texts.js';

/** Why a choice cannot be, and beside which field that is to be said: `head`, `freeze.blocks`; 'all': it is of none. */
export class RefusedChoice extends GraftError {
  constructor(
    readonly field: string,
    { code, message }: GraftError,
    /** Where what is missing can be had. */
    readonly link?: string,
  ) {
    super(code, message);
  }
}

/**
 * Fits together what was chosen.
 *
 * @param seed as it was typed, or else one that suits the pictures
 * @throws RefusedChoice in the words of whatever refuses it
 */
export async function composeChoices(
  choices: Choices,
  data: Dataset<ImageInput>,
  seed: number,
): Promise<Composition<ImageInput>> {
  const backbone = await openCached(choices);
  const head = await makeChosen('head', choices.head);
  const freeze = await makeChosen('freeze', choices.freeze);
  const augment = await makeChosen('augment', choices.augment);
  const composition = blaming('all', () =>
    compose({
      ...{ data, backbone, head, freeze, augment },
      cut: choices.cut === '' ? undefined : choices.cut,
      // What is no number is refused there.
      batchSize: readTyped('batchSize', choices.batchSize) as number | undefined,
      seed,
    }),
  );
  if (augment !== undefined && !trainsBySteps(composition)) {
    throw new RefusedChoice('augment', new GraftError('unused-option', texts.choices.unusedViews));
  }
  return composition;
}

let opened: { readonly key: string; readonly backbone: Promise<OpenBackbone<ImageInput>> } | undefined;

/** Opening reads many megabytes, and most choices are of something else. */
async function openCached({ backbone, file }: Choices): Promise<OpenBackbone<ImageInput>> {
  const { name, size, lastModified } = file ?? {};
  const key = JSON.stringify([backbone, name, size, lastModified]);
  if (opened?.key !== key) {
    const made = { key, backbone: openBackbone(backbone, file) };
    opened = made;
    made.backbone.catch(() => {
      if (opened === made) opened = undefined;
    });
  }
  return opened.backbone;
}

async function openBackbone(choice: Choice, file: File | undefined): Promise<OpenBackbone<ImageInput>> {
  const plugin = kinds.backbone[choice.name];
  const own = plugin?.options ?? [];
  const { dropLast } = readOptions(['dropLast'], choice);
  // Of a network of one's own the top may be what is left out.
  if (plugin?.file === 'network') return makeChosen('backbone', choice, [...own, ...backboneOptions], file);
  const backbone = await makeChosen('backbone', choice, [...own, 'inputSize'], plugin?.file && file);
  return dropLast === undefined
    ? backbone
    : blaming('backbone.dropLast', () => withoutLast(backbone, dropLast as number));
}

type Made<Name extends Kind> = Awaited<ReturnType<(typeof kinds)[Name][string]['make']>>;

async function makeChosen<Name extends Kind>(
  kind: Name,
  choice: Choice,
  names = optionsOf(kind, choice),
  file?: File,
): Promise<Made<Name>> {
  const plugin = kinds[kind][choice.name] as Plugin<Made<Name>> | undefined;
  if (plugin === undefined)
    throw new RefusedChoice(kind, new GraftError('unknown-plugin', texts.choices.unknown(choice.name)));
  const options = readOptions(names, choice);
  try {
    return await plugin.make(options, file);
  } catch (error) {
    const option = await findWrong(plugin, options, error, file);
    const ofFile = plugin.file !== undefined && error instanceof GraftError && refuseFile(error, file, option);
    throw ofFile || refused(`${kind}${option}`, error);
  }
}

/** What packages say of a file in words for programs, in those of the page; undefined where an option is to blame. */
function refuseFile(error: GraftError, file: File | undefined, option: string): RefusedChoice | undefined {
  const { code, message } = error;
  if (code === 'no-preprocessing') {
    return new RefusedChoice('backbone.preprocess', new GraftError(code, texts.choices.noPreprocess));
  }
  if (file === undefined) {
    // The last is the one without a classifier, which is smaller, and all that a head needs.
    const link = code === 'no-packaged-weights' ? message.match(/https:[^\s,)]+/g)?.at(-1) : undefined;
    const said = code === 'no-packaged-weights' ? texts.choices.weightsElsewhere : message;
    return new RefusedChoice('backbone.file', new GraftError(code, said), link);
  }
  if (option !== '') return undefined;
  const said = message.includes(file.name) ? message : texts.choices.badFile(file.name, message);
  return new RefusedChoice('backbone.file', new GraftError(code, said));
}

/** Which option it is that alone makes a plugin refuse in the same words; empty where none does, or where it does so without any. */
async function findWrong(
  { make }: Plugin<unknown>,
  options: Readonly<Record<string, Json>>,
  refusal: unknown,
  file: File | undefined,
): Promise<string> {
  const refuses = async (some: Readonly<Record<string, Json>>): Promise<boolean> => {
    try {
      await make(some, file);
      return false;
    } catch (error) {
      return error instanceof Error && refusal instanceof Error && error.message === refusal.message;
    }
  };
  if (Object.keys(options).length === 0 || (await refuses({}))) return '';
  for (const [name, value] of Object.entries(options)) {
    if (await refuses({ [name]: value })) return `.${name}`;
  }
  return '';
}

function blaming<Made>(field: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw refused(field, error);
  }
}

/** What `compose` refuses, by the field that it is about. */
const fields: Readonly<Record<string, string>> = {
  ...{ 'unknown-cut': 'cut', 'no-head-fits-cut': 'cut', 'pool-of-vector': 'cut', 'side-inputs': 'cut' },
  ...{ 'too-many-blocks': 'freeze.blocks', 'unknown-block': 'freeze.blocks', 'duplicate-block': 'freeze.blocks' },
  ...{ 'no-batch-norm': 'freeze', 'head-solves': 'freeze', 'no-validation': 'freeze', 'nothing-to-train': 'freeze' },
  ...{ 'head-cannot-solve': 'head', 'unsupported-solver': 'head', 'bad-batch-size': 'batchSize' },
  ...{ 'batch-too-large': 'batchSize', 'bad-seed': 'seed' },
};

function refused(field: string, error: unknown): unknown {
  if (!(error instanceof GraftError)) return error;
  return new RefusedChoice(field === 'all' ? (fields[error.code] ?? field) : field, error);
}

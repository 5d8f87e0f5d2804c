import { GraftError, type Modality, type Model, type Network, type Note, type OpenBackbone } from '@graftjs/core';
import { findBottleneck, rawScores } from '@graftjs/cut';
import { inferShapes } from '@graftjs/network';
import { anyBackbone, type AnyInput } from './any-input.js';
import { readPreprocess } from './model-files.js';
import { isBundle } from './is-bundle.js';
import { checkThere, readNamedText } from './named-file.js';
import { isFile, openBackbone, requireOpen } from './open-backbone.js';
import { findWithEnding, openBundle } from './open-bundle.js';
import { openOwnNetwork } from './own-network.js';
import { builtIn } from './plugins.js';
import { toFlag } from './recipe.js';

/** How a backbone, or a network of the user's own, predicts. */
export interface ModelOptions {
  /** Of a backbone: a file; default: those that come with graft. */
  readonly weights?: string | undefined;
  /** Of a network of the user's own: a name, or a JSON file. */
  readonly preprocess?: string | undefined;
  /** Of the same: width and height, in pixels. */
  readonly inputSize?: number | undefined;
  /** Of the same: a text file, one class a line. */
  readonly labels?: string | undefined;
}

/** A model, and what is to be said of it. */
export type OpenModel = Model<AnyInput> & { readonly modality: Modality; readonly notes?: readonly Note[] };

/**
 * Opens what predicts: a bundle, a backbone by name with the classifier that it was trained with, or a network of the user's own.
 *
 * @throws GraftError 'no-classifier', 'unused-option', 'raw-scores', 'cannot-read-file', and what `openBundle`, `openOwnNetwork` and the
 * backbone's factory throw
 */
export async function openModel(name: string, options: ModelOptions = {}): Promise<OpenModel> {
  if (isFile(name)) return (await isBundle(name)) ? openBundled(name, options) : openOwn(name, options);
  const { weights, ...others } = options;
  const meant = Object.hasOwn(builtIn.backbones, name) ? undefined : await findWithEnding(name);
  if (meant !== undefined) {
    throw new GraftError('no-bundle', `There is no backbone ${name}. There is ${meant}: name it with its ending.`);
  }
  refuseOptions(`The backbone ${name} brings its preprocessing, size and labels.`, others);
  const backbone = requireOpen(await openBackbone(name, { weights }));
  if (backbone.classifier === undefined) throw noClassifier(name);
  // A classifier that comes with a backbone ends in probabilities.
  return modelOf(backbone, { network: backbone.network, activation: 'linear' });
}

async function openBundled(name: string, options: ModelOptions): Promise<OpenModel> {
  refuseOptions(`The bundle ${name} brings its weights, preprocessing, size and labels.`, options);
  return openBundle(name);
}

async function openOwn(name: string, { labels, preprocess, weights, inputSize }: ModelOptions): Promise<OpenModel> {
  await checkThere(name);
  const own = await openOwnNetwork(name, {
    weights,
    inputSize,
    preprocess: await readPreprocess(preprocess),
    labels: labels === undefined ? undefined : await readLabels(labels),
  });
  const backbone = requireOpen(anyBackbone(own));
  const { classifier, notes = [] } = backbone;
  if (classifier === undefined) throw noClassifier(name);
  const { network, activation } = rawScores(backbone.network);
  if (activation !== 'linear') return modelOf(backbone, { network, activation });
  if (columnsOf(network) === 1) {
    throw new GraftError(
      'raw-scores',
      `${name} ends in one number without a sigmoid, so it is not known what it says of two classes. Add the sigmoid in Python, or train a ` +
        `head: graft train <data> --backbone ${name} --drop-last 1.`,
    );
  }
  const message = `${name} ends in raw scores; the probabilities shown are their softmax.`;
  return modelOf(
    { ...backbone, notes: [...notes, { code: 'raw-scores', message }] },
    { network, activation: 'softmax' },
  );
}

function modelOf(
  { id, modality, classifier, preprocess, license, notes }: OpenBackbone<AnyInput>,
  { network, activation }: Pick<Model<AnyInput>, 'network' | 'activation'>,
): OpenModel {
  return {
    id,
    modality,
    network,
    cut: findBottleneck(network, { classifier: classifier?.layer }).cut.layer,
    activation,
    task: { kind: 'classification', labels: classifier?.labels ?? [] },
    preprocess,
    license,
    ...(notes && { notes }),
  };
}

function columnsOf(network: Network): number | null | undefined {
  return inferShapes(network)
    .get(network.outputs[0]?.from ?? '')?.[0]
    ?.at(-1);
}

function noClassifier(name: string): GraftError {
  return new GraftError(
    'no-classifier',
    `${name} has no classifier of its own. Train one: graft train <data> --backbone ${name}.`,
  );
}

function refuseOptions(why: string, options: ModelOptions): void {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const flags = given.map(([key]) => toFlag(key)).join(', ');
  throw new GraftError('unused-option', `${why} Leave ${flags} out.`);
}

/** One class a line; a last line that is empty is none. */
async function readLabels(path: string): Promise<readonly string[]> {
  const lines = (await readNamedText(path, { by: '--labels' }))
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const empty = lines.indexOf('');
  if (empty !== -1) throw new GraftError('bad-labels', `${path} names one class a line; line ${empty + 1} is empty.`);
  const twice = lines.findIndex((line, at) => lines.indexOf(line) !== at);
  if (twice === -1) return lines;
  const name = lines[twice] ?? '';
  throw new GraftError(
    'bad-labels',
    `${path} names "${name}" on line ${lines.indexOf(name) + 1} and on line ${twice + 1}. Each class needs a name of its own.`,
  );
}

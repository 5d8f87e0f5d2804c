import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  GraftError,
  checkOptionNames,
  type HostTensor,
  type ImageInput,
  type Network,
  type Note,
  type OpenBackbone,
} from '@graftjs/core';
import { imagePreprocess } from '@graftjs/images';
import { initializeWeights, listWeights } from '@graftjs/network';
import type { ImageArchitecture, PublishedFile } from './architecture.js';
import { fillWeights } from './fill-weights.js';
import { imagenet, imagenetLabels } from './imagenet.js';
import { nameWeights } from './name-weights.js';
import { openBackbone } from './open-backbone.js';
import { classifierName, inputName } from './parts/image-network.js';
import { readWeights, type WeightsFile } from './read-weights.js';

export interface ArchitectureOptions {
  /**
   * 'imagenet': trained on ImageNet, where a package carries them. 'none': drawn at random from `seed`, as Keras's initializers
   * say. 'bare': no values at all, for shapes, summaries and cuts, with the facts of the published ones. Else a file, safetensors of
   * our names or Keras's, or what Keras itself writes (.h5, .weights.h5, .keras): its bytes, its address, or (in Node) its path; or
   * tensors by such names. Default 'imagenet'.
   */
  readonly weights?: string | URL | Uint8Array | ReadonlyMap<string, HostTensor> | undefined;
  /** Whether to end in class probabilities, else in the last feature map. Default: as a file of weights does; else true. */
  readonly top?: boolean | undefined;
  /** Height and width of a picture in pixels, one number for both or one each. Default: what the published weights were trained at. */
  readonly inputSize?: number | readonly [height: number, width: number] | undefined;
  /** Columns of a top that is drawn at random. Trained weights bring their own number. Default 1000. */
  readonly classes?: number | undefined;
  /** For weights 'none' only. Default 1. */
  readonly seed?: number | undefined;
}

/**
 * Makes a backbone of an architecture.
 *
 * @throws GraftError 'unknown-option', 'bad-option', 'unused-option', 'no-packaged-weights', 'damaged-weights',
 * 'wrong-architecture', 'fixed-classes', 'fixed-input-size', 'weights-mismatch', 'no-top-in-weights', 'unreadable-file', and what `readSafetensors` and `loadKerasWeights` throw
 */
export async function openArchitecture(
  architecture: ImageArchitecture,
  options: ArchitectureOptions,
): Promise<OpenBackbone<ImageInput>> {
  checkOptions(architecture.name, options);
  const { weights = 'imagenet', inputSize = architecture.input.inputSize } = options;
  const [height, width] = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  const { network, top, labels, ...facts } =
    weights === 'none' || weights === 'bare'
      ? await untrained(architecture, weights, options)
      : await trained(architecture, weights, options);
  return openBackbone({
    ...facts,
    modality: 'image',
    network,
    blockEnds: architecture.listBlockEnds(network),
    preprocess: imagePreprocess({ input: inputName, width, height, ...architecture.pixels }),
    ...(top ? { classifier: { layer: classifierName, labels } } : {}),
  });
}

interface Opened {
  readonly id: string;
  readonly network: Network;
  /** Whether the network has its classifier. */
  readonly top: boolean;
  readonly labels: readonly string[];
  readonly license: string;
  readonly pretraining?: { readonly data: string; readonly task: string };
  readonly notes?: readonly Note[];
}

async function untrained(
  { name, build, published }: ImageArchitecture,
  weights: 'none' | 'bare',
  options: ArchitectureOptions,
): Promise<Opened> {
  const { classes, seed = 1, top = true } = options;
  const bare = build(options);
  if (weights === 'none') {
    const labels = numbered(classes ?? 1000);
    return { id: `${name}/random`, network: initializeWeights(bare, seed), top, labels, license: 'Apache-2.0' };
  }
  const facts = { id: `${name}/bare`, network: bare, top, license: published.license };
  if (classes !== undefined) return { ...facts, labels: numbered(classes) };
  return { ...facts, labels: await imagenetLabels(), pretraining: imagenet };
}

async function trained(
  architecture: ImageArchitecture,
  source: Exclude<ArchitectureOptions['weights'], undefined>,
  options: ArchitectureOptions,
): Promise<Opened> {
  const { name, build, published } = architecture;
  const { tensors, metadata, bytes, notes = [] } = await read(architecture, source, options);
  const said = metadata.get('architecture') ?? name;
  if (said !== name) {
    throw new GraftError('wrong-architecture', `These weights are for ${said}, not for ${name}. Open them as ${said}.`);
  }
  const anyClasses = listWeights(build({}));
  const named = nameWeights(anyClasses.keys(), tensors, published.aliases);
  const columns = columnsOf(named);
  const hasTop = [...named.keys()].some((weight) => weight.startsWith(`${classifierName}/`));
  const { top = hasTop } = options;
  if (options.classes !== undefined && options.classes !== columns) {
    throw new GraftError(
      'fixed-classes',
      `The top of these weights tells ${columns} classes apart, so it cannot have ${options.classes}. For other classes leave it out ` +
        `(top: false) and train a head, or draw all weights at random (weights: 'none').`,
    );
  }
  if (top && !hasTop && fits(named, build({ top: false }))) throw noTop(architecture);
  const bare = build({ ...options, top, classes: columns });
  checkSize(architecture, bare, named);
  const network = fillWeights(bare, named, { spare: anyClasses.keys() });

  if (bytes === undefined || !isPublished(bytes, published.files)) {
    const license = metadata.get('license') ?? 'NOASSERTION';
    const said = bytes === undefined ? notes : [...notes, unpublished(architecture)];
    return { id: `${name}/file`, network, top, labels: numbered(columns), license, notes: said };
  }
  const { license } = published;
  return { id: `${name}/imagenet`, network, top, labels: await imagenetLabels(), license, pretraining: imagenet };
}

async function read(
  architecture: ImageArchitecture,
  source: Exclude<ArchitectureOptions['weights'], undefined>,
  options: ArchitectureOptions,
): Promise<Pick<WeightsFile, 'tensors' | 'metadata'> & Partial<WeightsFile>> {
  if (source !== 'imagenet') {
    const isFile = typeof source === 'string' || source instanceof URL || source instanceof Uint8Array;
    return isFile ? readWeights(source, architecture.build) : { tensors: source, metadata: new Map() };
  }
  const { name, published } = architecture;
  if (published.packaged === undefined) throw noPackage(architecture, options);
  const file = await readWeights(await published.packaged(), architecture.build);
  if (isPublished(file.bytes, published.files)) return file;
  throw new GraftError(
    'damaged-weights',
    `The packaged weights of ${name} are not those that were published. Install @graftjs/weights-${name} again.`,
  );
}

function noPackage({ name, input, published }: ImageArchitecture, { top, inputSize }: ArchitectureOptions): GraftError {
  const fileFor = (hasTop: boolean): PublishedFile | undefined => {
    const fitting = published.files.filter((file) => file.top === hasTop);
    return (
      fitting.find((file) => file.inputSize === inputSize) ?? fitting.find((file) => file.inputSize === input.inputSize)
    );
  };
  const files = (top === undefined ? [true, false] : [top]).flatMap((hasTop) => fileFor(hasTop) ?? []);
  const listed = files.map((file) => describeFile(file, published.license, files.length > 1));
  return new GraftError(
    'no-packaged-weights',
    `No package carries ImageNet weights for ${name}. Give the path or address of ${listed.join(' or ') || `a file of weights for ${name}`} ` +
      `as "weights", or draw weights at random (weights: 'none').`,
  );
}

function describeFile({ name, url, top }: PublishedFile, license: string, isOneOfTwo: boolean): string {
  const facts = [
    ...(isOneOfTwo ? [top ? 'with the classifier' : 'without it'] : []),
    ...(url === undefined ? [] : [`published at ${url}`, license]),
  ];
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`;
}

/** Whether the tensors are all that a network without top has. */
function fits(tensors: ReadonlyMap<string, HostTensor>, bare: Network): boolean {
  const wanted = listWeights(bare);
  return tensors.size === wanted.size && [...wanted.keys()].every((weight) => tensors.has(weight));
}

function noTop({ name, published }: ImageArchitecture): GraftError {
  const file = published.files.find(({ top }) => top)?.name;
  return new GraftError(
    'no-top-in-weights',
    `These weights of ${name} end before the classifier. Leave the top out (top: false), or give weights that have it` +
      `${file === undefined ? '' : `: ${file}`}.`,
  );
}

function unpublished({ name, published }: ImageArchitecture): Note {
  const isKnown = published.files.some(({ digest }) => digest !== undefined);
  const why = isKnown
    ? `These weights are not a published file of ${name}: its digest is another.`
    : `Whether these weights are a published file of ${name} cannot be told: no digest was published.`;
  return { code: 'not-published', message: `${why} Their labels, licence and training are not known.` };
}

function columnsOf(tensors: ReadonlyMap<string, HostTensor>): number {
  return tensors.get(`${classifierName}/bias`)?.shape[0] ?? 1000;
}

function isPublished(bytes: Uint8Array, files: readonly PublishedFile[]): boolean {
  return Object.entries({ md5, sha256 }).some(([algorithm, hash]) => {
    const published = files.flatMap(({ digest }) => (digest?.algorithm === algorithm ? digest.hex : []));
    return published.length > 0 && published.includes(bytesToHex(hash(bytes)));
  });
}

/** @throws GraftError 'fixed-input-size' where the tensors fit the usual size, and another one would change a weight's shape */
function checkSize(
  { name, build, input }: ImageArchitecture,
  bare: Network,
  tensors: ReadonlyMap<string, HostTensor>,
): void {
  const usual = listWeights(build({ classes: columnsOf(tensors) }));
  for (const [weight, { shape }] of listWeights(bare)) {
    const given = tensors.get(weight)?.shape.join();
    if (given === shape.join() || given !== usual.get(weight)?.shape.join()) continue;
    throw new GraftError(
      'fixed-input-size',
      `These weights of ${name} fit pictures of ${input.inputSize} x ${input.inputSize} only: "${weight}" has inputs for each ` +
        'position. Leave the top out (top: false), or keep that size, to which pictures are resized.',
    );
  }
}

function checkOptions(name: string, options: ArchitectureOptions): void {
  const { weights, top, classes, seed } = options;
  checkOptionNames(options, optionNames, `for ${name}`);
  if (top === false && classes !== undefined) {
    throw new GraftError(
      'unused-option',
      `"classes" belongs to the top, which "top: false" leaves out. Give one of the two.`,
    );
  }
  if (weights !== 'none' && seed !== undefined) {
    throw new GraftError('unused-option', `"seed" draws weights at random, which only "weights: 'none'" does.`);
  }
}

const optionNames: readonly string[] = ['weights', 'top', 'inputSize', 'classes', 'seed'];

function numbered(classes: number): string[] {
  return Array.from({ length: classes }, (_, index) => `class ${index}`);
}

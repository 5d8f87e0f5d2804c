import type { BatchShape, HostTensor, Layer, Network, NetworkInput, Source } from '@graftjs/core';
import { GraftError } from '@graftjs/core';
import { layerType } from '@graftjs/network';
import type { LayerPart, MaskPart, ModelPart, Part, TensorRef } from './model-parts.js';
import { anyOf, notEqual } from './connect-keras-masks.js';
import { inObjects, rolesInOrder } from './keras-order.js';
import { orderCalls } from './order-calls.js';
import type { Problems } from './problems.js';
import type { WantedWeight, WeightModel, WeightTree } from './weights/weight-tree.js';

/** A model as a network without values, and how Keras arranges the weights that it needs. */
export interface FlatModel {
  readonly network: Network;
  /** The masks that the file names at calls, by layer of the network; see `connectKerasMasks`. */
  readonly masks: ReadonlyMap<string, string>;
  readonly weights: WeightModel;
}

/** Where a model is put: the first time as itself, again as `trunk@2`, with the weights of the first. */
interface Place {
  /** Before the names of layers: 'trunk@2/'. */
  readonly layers: string;
  /** Before the names of weights: 'trunk/'. */
  readonly weights: string;
  readonly trainable: boolean;
}

const MOST_LAYERS = 50_000;

/**
 * Flattens a model, and the models within it, into one list of layers.
 *
 * A layer of a model within is named with the model's name in front: `trunk/conv1`. A layer that is called again is listed
 * again, as `shared@2`, `shared@3`, and names the weights of the first call; a model that is called again is `trunk@2/conv1`.
 */
export function flattenModel(model: ModelPart, problems: Problems): FlatModel {
  const inputs = listInputs(model, problems);
  const flat: Flattening = {
    problems,
    owners: findOwners(model),
    layers: [],
    shapes: new Map(inputs.map(({ name, shape }) => [name, [shape]])),
    wanted: new Map(),
    masks: new Map(),
    calls: 0,
  };
  const whole = { layers: '', weights: '', trainable: model.trainable };
  const sources = inputs.map(({ name }) => ({ from: name }));
  const outputs = inputs.length < model.inputs.length ? [] : addModel(flat, model, whole, sources);
  const { layers, masks, owners, wanted } = flat;
  const network = { name: model.name, inputs, layers, outputs, weights: new Map<string, HostTensor>() };
  return { network, masks, weights: treeOf(model, owners, wanted) };
}

/** What is known of the list while it grows. */
interface Flattening {
  readonly problems: Problems;
  /** For each second mention of a layer, the first. */
  readonly owners: ReadonlyMap<LayerPart, LayerPart>;
  readonly layers: Layer[];
  /** Of every output, by layer or input. */
  readonly shapes: Map<string, readonly BatchShape[]>;
  readonly wanted: Map<LayerPart, readonly WantedWeight[]>;
  /** See `FlatModel`. */
  readonly masks: Map<string, string>;
  calls: number;
}

/** @returns the outputs of a model, of which there are fewer where a problem was found */
function addModel(flat: Flattening, model: ModelPart, place: Place, inputs: readonly Source[]): readonly Source[] {
  const { problems } = flat;
  const produced = new Map<string, readonly Source[]>();
  const masks = new Map<string, string>();
  model.inputs.forEach(({ layer }, at) => produced.set(keyOf(layer, 0), inputs.slice(at, at + 1)));
  const resolve = (ref: TensorRef): Source[] => {
    const source = produced.get(keyOf(ref.layer, ref.call))?.[ref.output];
    if (source !== undefined) return [source];
    const what = `output ${ref.output} of call ${ref.call + 1} of "${place.layers}${ref.layer}"`;
    problems.add('keras-invalid', `something takes ${what}, which does not exist`);
    return [];
  };
  for (const { part, call } of orderCalls(model, place.layers, problems)) {
    // Ten models, each calling the next one ten times, would otherwise be ten billion layers.
    if (++flat.calls > MOST_LAYERS) {
      throw new GraftError('keras-invalid', `This Keras model unfolds to more than ${MOST_LAYERS} layers.`);
    }
    const key = keyOf(part.name, call);
    if (part.kind === 'mask') {
      const made = makeMask(part, call, produced, masks);
      if (made !== undefined) masks.set(key, made);
      continue;
    }
    const { inputs: refs = [], mask } = part.calls[call] ?? {};
    const sources = refs.flatMap(resolve);
    if (sources.length < refs.length) continue;
    const name = `${place.layers}${part.name}${call === 0 ? '' : `@${call + 1}`}`;
    if (part.kind === 'layer') {
      if (flat.shapes.has(name)) problems.add('keras-invalid', `two layers are called "${name}"`);
      produced.set(key, addLayer(flat, part, place, { name, call, inputs: sources }));
      if (mask !== undefined) flat.masks.set(name, masks.get(keyOf(mask.layer, mask.call)) ?? '');
      continue;
    }
    if (sources.length !== part.inputs.length) {
      const counts = `takes ${part.inputs.length} inputs and is called with ${sources.length}`;
      problems.add('keras-invalid', `model "${name}" ${counts}`);
    }
    const inside = {
      layers: `${name}/`,
      weights: `${place.weights}${part.name}/`,
      trainable: place.trainable && part.trainable,
    };
    produced.set(key, addModel(flat, part, inside, sources));
  }
  return model.outputs.flatMap(resolve);
}

/** A call of a layer, by the layer of the network that it becomes. */
interface LayerCall {
  readonly name: string;
  readonly call: number;
  readonly inputs: readonly Source[];
}

/** @returns its outputs; one where a problem was found, so that what follows is looked at too */
function addLayer(
  { problems, owners, layers, shapes, wanted }: Flattening,
  part: LayerPart,
  place: Place,
  { name, call, inputs }: LayerCall,
): readonly Source[] {
  const options = { ...part.options, ...part.calls[call]?.options };
  const before = inputs.map(({ from, output = 0 }) => shapes.get(from)?.[output]);
  // Where a layer before has no shape, that is the problem, and all that follows from it is not told.
  const known = before.every((shape) => shape !== undefined);
  const described = known
    ? describe(part.type, options, before, `layer "${name}" (${part.className})`, problems)
    : undefined;
  shapes.set(name, described?.outputs ?? []);
  const owner = owners.get(part) ?? part;
  const weights =
    wanted.get(owner) ??
    rolesInOrder(described?.roles ?? {}).map(([role, { shape, trainable }]) => ({
      name: `${place.weights}${part.name}/${role}`,
      layer: part.name,
      role,
      shape,
      trainable: trainable && place.trainable && part.trainable,
    }));
  wanted.set(owner, weights);
  const named = Object.fromEntries(weights.map((weight) => [weight.role, weight.name]));
  layers.push({ name, type: part.type, inputs, options, weights: named });
  return (described?.outputs ?? [null]).map((_, output) => (output === 0 ? { from: name } : { from: name, output }));
}

/** @returns the mask that a call of an operation gives; undefined where it is none that a layer heeds */
function makeMask(
  { className, calls }: MaskPart,
  call: number,
  produced: ReadonlyMap<string, readonly Source[]>,
  masks: ReadonlyMap<string, string>,
): string | undefined {
  const { inputs: [ref] = [], options = {} } = calls[call] ?? {};
  if (ref === undefined) return undefined;
  const key = keyOf(ref.layer, ref.call);
  const source = produced.get(key)?.[ref.output];
  const made = masks.get(key);
  const { value } = options;
  if (className === 'NotEqual') return source && typeof value === 'number' ? notEqual(source, value) : undefined;
  return made && anyOf(made);
}

/** What the layer table says about a layer in its place. */
function describe(
  type: string,
  given: Layer['options'],
  inputs: readonly BatchShape[],
  where: string,
  problems: Problems,
) {
  const entry = layerType(type);
  try {
    const options = entry.parse(given);
    return { outputs: entry.shapes(inputs, options), roles: entry.roles(inputs, options) };
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    problems.add('keras-unsupported', `${where} ${error.message.replace(/\.$/, '')}`);
    return undefined;
  }
}

function listInputs(model: ModelPart, problems: Problems): readonly NetworkInput[] {
  return model.inputs.flatMap(({ layer }) => {
    const input = model.parts.find((part) => part.kind === 'input' && part.name === layer);
    if (input?.kind === 'input' && input.shape !== undefined) {
      return [{ name: input.name, shape: input.shape, dtype: input.dtype }];
    }
    problems.add(
      'keras-invalid',
      `the shape of the input "${layer}" is not known. Call or build the model before saving it`,
    );
    return [];
  });
}

/**
 * For each second mention of a layer, the first. Keras marks them by an equal number, but where the first lies in a model
 * within, it loses its number: a number that was not met before belongs to an earlier layer of that name without one.
 */
function findOwners(model: ModelPart): ReadonlyMap<LayerPart, LayerPart> {
  const owners = new Map<LayerPart, LayerPart>();
  const byId = new Map<number, LayerPart>();
  const unnumbered = new Map<string, LayerPart>();
  const visit = (part: Part): void => {
    if (part.kind === 'model') part.parts.forEach(visit);
    if (part.kind !== 'layer') return;
    const known = `${part.className} ${part.name}`;
    if (part.sharedId === undefined) {
      if (!unnumbered.has(known)) unnumbered.set(known, part);
      return;
    }
    const owner = byId.get(part.sharedId) ?? unnumbered.get(known) ?? part;
    byId.set(part.sharedId, owner);
    owners.set(part, owner);
  };
  visit(model);
  return owners;
}

function treeOf(
  { name, className, parts }: ModelPart,
  owners: ReadonlyMap<LayerPart, LayerPart>,
  wanted: ReadonlyMap<LayerPart, readonly WantedWeight[]>,
): WeightModel {
  const children = parts.flatMap((part): WeightTree[] => {
    if (part.kind === 'model') return [treeOf(part, owners, wanted)];
    if (part.kind === 'mask') return [];
    const isFirst = part.kind === 'layer' && (owners.get(part) ?? part) === part;
    const weights = isFirst ? (wanted.get(part) ?? []) : [];
    const objects = part.kind === 'layer' ? inObjects(part.type, part.options, weights) : [];
    return [{ kind: 'layer', name: part.name, className: part.className, weights, objects }];
  });
  return { kind: 'model', name, className, children };
}

function keyOf(layer: string, call: number): string {
  return `${call} ${layer}`;
}

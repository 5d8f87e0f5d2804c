import type { BatchShape, Json } from '@graftjs/core';
import { checkName } from './check-name.js';
import type { Dialect } from './dialect.js';
import type { Call, InputPart, MaskPart, ModelPart, Part, TensorRef } from './model-parts.js';
import { numberCalls } from './number-calls.js';
import type { JsonObject } from './parse-json.js';
import { isList, isObject } from './parse-json.js';
import type { Problems } from './problems.js';
import type { RawRef } from './read-calls.js';
import { readCalls, readMaskCalls, readRef } from './read-calls.js';
import { readLayer } from './read-layer.js';
import type { Operation } from './read-operation.js';
import { readFunction, readOperation } from './read-operation.js';
import {
  floatPolicies,
  functionalClasses,
  inputTypes,
  maskOperations,
  operationModules,
  refusedClasses,
  sequentialClasses,
} from './rules.js';
import { scanForCode } from './scan-for-code.js';

/** What reading a config collects besides the model. */
export interface ReadContext {
  readonly problems: Problems;
  /** Precisions that Keras computes in. */
  readonly precisions: Set<string>;
  readonly dialect: Dialect;
}

/** What a model lists, before it is said what feeds it. */
type Bare = Part extends infer P ? (P extends Part ? Omit<P, 'calls'> : never) : never;

/**
 * Reads a model's config and those within it, of Keras 2 or Keras 3. Problems are collected, and the result is of use only
 * when there are none.
 *
 * @param object `{ class_name, config }`
 */
export function readModel(object: Json, context: ReadContext): ModelPart | undefined {
  const bare = isObject(object) ? readBare(object, undefined, context) : undefined;
  if (bare?.kind === 'model') return { ...bare, calls: [] };
  const what = bare === undefined ? 'it does not describe a model' : `it describes a single ${bare.className}`;
  context.problems.add('keras-invalid', `${what}; a Sequential or functional model is needed`);
  return undefined;
}

/** @param within the models around, each with a slash behind: 'trunk/'; '' in the whole; undefined for the whole itself */
function readBare(object: JsonObject, within: string | undefined, context: ReadContext): Bare | undefined {
  const { problems } = context;
  const { class_name: className, config: given } = object;
  // The oldest Sequential models are a list of layers and no more.
  const config = isList(given) ? { name: 'sequential', layers: given } : given;
  const name = object['name'] ?? (isObject(config) ? config['name'] : undefined);
  if (typeof className !== 'string' || !isObject(config)) {
    scanForCode(object, named(within ?? ''), problems);
    problems.add('keras-invalid', `${named(within ?? '')} lists something that is no layer`);
    return undefined;
  }
  if (!checkName(name, `a ${className} in ${named(within ?? '')}`, problems)) return undefined;
  const path = within === undefined ? '' : `${within}${name}/`;
  const where = `layer "${within ?? ''}${name}" (${className})`;
  const { module, registered_name, shared_object_id: id } = object;
  const shared = {
    name,
    className,
    trainable: config['trainable'] !== false,
    sharedId: typeof id === 'number' ? id : undefined,
  };
  const isSequential = sequentialClasses.includes(className);
  if (isSequential || functionalClasses.includes(className)) {
    const header = { class_name: className, module: module ?? null, registered_name: registered_name ?? null };
    scanForCode(header, where, problems);
    const body = isSequential ? readSequential(object, config, path, context) : readFunctional(config, path, context);
    return { kind: 'model', ...shared, ...body };
  }
  const operation = operationOf(object);
  if (operation !== undefined) {
    context.precisions.add('float32');
    return { kind: 'layer', ...shared, type: operation.type, options: operation.options };
  }
  const refused = Object.hasOwn(refusedClasses, className) ? refusedClasses[className] : undefined;
  if (refused !== undefined) {
    problems.add(refused.code, `${where} ${refused.reason}`);
    return undefined;
  }
  if (isOperation(className, module)) return readMaskOperation(name, object, where, problems);
  if (!scanForCode({ ...object, inbound_nodes: null }, where, problems)) return undefined;
  if (className === 'InputLayer') return readInput(name, config, where, problems);
  const layer = readLayer(className, config, where, problems, context.dialect);
  if (layer === undefined) return undefined;
  context.precisions.add(layer.precision);
  return { kind: 'layer', ...shared, type: layer.type, options: layer.options };
}

/** Files of the old format do not say where an operation comes from; no layer is called so. */
function isOperation(className: string, module: Json | undefined): boolean {
  return typeof module === 'string'
    ? operationModules.test(module)
    : maskOperations.some((known) => known === className);
}

/** Files of the old format do not say what is an operation; Softmax alone is called as the layer of that name is. */
function operationOf(object: JsonObject): Operation | undefined {
  const { module, class_name: className } = object;
  if (className === 'TFOpLambda') return readFunction(object);
  const isLayer = typeof module === 'string' ? !operationModules.test(module) : className === 'Softmax';
  return isLayer ? undefined : readOperation(object);
}

/** An operation of Keras 3 that is no layer: known are those by which an Embedding or Masking layer says which steps count. */
function readMaskOperation(
  name: string,
  object: JsonObject,
  where: string,
  problems: Problems,
): Omit<MaskPart, 'calls'> | undefined {
  const { class_name: className, config } = object;
  const known = maskOperations.find((operation) => operation === className);
  const { axis = -1, keepdims = false } = isObject(config) ? config : {};
  if (known !== undefined && axis === -1 && keepdims === false) return { kind: 'mask', name, className: known };
  problems.add('keras-unsupported', `${where} is an operation and not a layer; replace it by a layer`);
  return undefined;
}

type Body = Pick<ModelPart, 'parts' | 'inputs' | 'outputs' | 'style'>;

function checkUnique(names: readonly string[], path: string, problems: Problems): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) problems.add('keras-invalid', `two layers are called "${path}${name}"`);
    seen.add(name);
  }
}

function readFunctional(config: JsonObject, path: string, context: ReadContext): Body {
  const { problems } = context;
  const objects = listLayers(config, path, problems);
  const listed = objects.flatMap((object) => {
    const bare = readBare(object, path, context);
    if (bare === undefined) return [];
    const where = `layer "${path}${bare.name}" (${bare.className})`;
    const nodes = object['inbound_nodes'];
    const operation = bare.kind === 'layer' ? operationOf(object) : undefined;
    const read =
      bare.kind === 'mask'
        ? readMaskCalls(nodes, where, problems)
        : operation === undefined
          ? readCalls(nodes, bare.className, where, problems)
          : [operation.call];
    const calls = bare.kind === 'input' ? [] : read;
    return [{ bare, name: bare.name, className: bare.className, isModel: bare.kind === 'model', calls }];
  });
  checkUnique(
    listed.map(({ name }) => name),
    path,
    problems,
  );
  const ends = (which: 'input_layers' | 'output_layers'): readonly RawRef[] => {
    const refs = flattenRefs(config[which]);
    if (refs !== undefined && refs.length > 0) return refs;
    problems.add('keras-invalid', `${named(path)} does not list its ${which}`);
    return [];
  };
  const [inputs, outputs] = [ends('input_layers'), ends('output_layers')];
  const isOfKeras2 = objects.some(({ inbound_nodes: nodes }) => isList(nodes) && isList(nodes[0]));
  const style = isOfKeras2 ? 'keras 2' : 'keras 3';
  const toRef = numberCalls(listed, outputs, style);
  const numbered = ({ inputs: fed, options, mask }: Call<RawRef>): Call => ({
    inputs: fed.map((raw) => toRef(raw, 'input')),
    options,
    mask: mask && toRef(mask, 'input'),
  });
  return {
    style,
    parts: listed.map(({ bare, calls }): Part =>
      bare.kind === 'input' ? bare : { ...bare, calls: calls.map(numbered) },
    ),
    inputs: inputs.map((raw) => toRef(raw, 'output')),
    outputs: outputs.map((raw) => toRef(raw, 'output')),
  };
}

function readSequential(object: JsonObject, config: JsonObject, path: string, context: ReadContext): Body {
  const bares = listLayers(config, path, context.problems).flatMap((layer) => readBare(layer, path, context) ?? []);
  const [first] = bares;
  const parts: Part[] = [];
  let last: TensorRef | undefined;
  const follow = (name: string): TensorRef => (last = { layer: name, call: 0, output: 0 });
  if (first?.kind !== 'input') {
    const name = `${first?.name ?? 'model'}_input`;
    parts.push({
      ...inputOfStack(object, config, first, path, context.problems),
      kind: 'input',
      className: 'InputLayer',
      name,
    });
    follow(name);
  }
  for (const bare of bares) {
    if (bare.kind === 'input') parts.push(bare);
    else parts.push({ ...bare, calls: [{ inputs: last === undefined ? [] : [last], options: {}, mask: undefined }] });
    follow(bare.name);
  }
  checkUnique(
    parts.map(({ name }) => name),
    path,
    context.problems,
  );
  const input = parts[0]?.name ?? '';
  const outputs = last === undefined ? [] : [last];
  return { style: 'keras 3', parts, inputs: [{ layer: input, call: 0, output: 0 }], outputs };
}

/** The input of a stack that lists none: told by its first layer, by the stack, or by the model that it begins with. */
function inputOfStack(
  object: JsonObject,
  config: JsonObject,
  first: Bare | undefined,
  path: string,
  problems: Problems,
): Pick<InputPart, 'shape' | 'dtype'> {
  const build = object['build_config'];
  const [layer] = isList(config['layers']) ? config['layers'] : [];
  const layerConfig = isObject(layer) ? layer['config'] : undefined;
  const told = [
    isObject(layerConfig) ? (layerConfig['batch_input_shape'] ?? layerConfig['batch_shape']) : undefined,
    config['build_input_shape'],
    isObject(build) ? build['input_shape'] : undefined,
  ];
  const shape = told.map(readShape).find((candidate) => candidate !== undefined);
  const type = isObject(layerConfig) ? layerConfig['dtype'] : undefined;
  const dtype = typeof type === 'string' && Object.hasOwn(inputTypes, type) ? inputTypes[type] : undefined;
  // Of a layer its reader has said so already.
  if (typeof type === 'string' && dtype === undefined && first?.kind === 'model' && !floatPolicies.includes(type)) {
    refuseType(`layer "${path}${first.name}" (${first.className})`, type, problems);
  }
  if (shape !== undefined) return { shape, dtype: dtype ?? 'float32' };
  const inner = first?.kind === 'model' ? first.parts.find((part) => part.kind === 'input') : undefined;
  return { shape: inner?.shape, dtype: inner?.dtype ?? 'float32' };
}

function readInput(name: string, config: JsonObject, where: string, problems: Problems): InputPart | undefined {
  const { sparse, ragged, dtype = 'float32' } = config;
  if (sparse === true || ragged === true)
    problems.add('keras-unsupported', `${where} is sparse or ragged; only dense inputs are known`);
  const known = typeof dtype === 'string' && Object.hasOwn(inputTypes, dtype) ? inputTypes[dtype] : undefined;
  if (known === undefined) {
    refuseType(where, dtype, problems);
    return undefined;
  }
  const shape = readShape(config['batch_shape'] ?? config['batch_input_shape']);
  if (shape === undefined) problems.add('keras-invalid', `${where} does not give its shape`);
  return { kind: 'input', name, className: 'InputLayer', shape, dtype: known };
}

function refuseType(where: string, dtype: Json, problems: Problems): void {
  const types = Object.keys(inputTypes).join(', ');
  problems.add('keras-unsupported', `${where} takes ${JSON.stringify(dtype)}; known are ${types}`);
}

function listLayers(config: JsonObject, path: string, problems: Problems): readonly JsonObject[] {
  const { layers } = config;
  if (isList(layers) && layers.every(isObject)) return layers;
  problems.add('keras-invalid', `${named(path)} has no list of layers`);
  return [];
}

/** One tensor, a list of them, or an object of them, whose keys Keras takes in order. */
function flattenRefs(value: Json | undefined): readonly RawRef[] | undefined {
  const one = readRef(value);
  if (one !== undefined) return [one];
  const items = isObject(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : isList(value)
      ? value
      : undefined;
  const refs = items?.map(flattenRefs);
  return refs?.every((ref) => ref !== undefined) ? refs.flat() : undefined;
}

function readShape(value: Json | undefined): BatchShape | undefined {
  if (!isList(value) || value.length === 0) return undefined;
  const isLength = (length: Json): length is number | null =>
    length === null || (typeof length === 'number' && Number.isSafeInteger(length) && length > 0);
  return value.every(isLength) ? value : undefined;
}

/** A model in messages, by its path. */
function named(path: string): string {
  return path === '' ? 'the model' : `model "${path.slice(0, -1)}"`;
}

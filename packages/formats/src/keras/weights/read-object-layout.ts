import type { Note } from '@graftjs/core';
import { damaged } from '../../hdf5/damaged.js';
import type { Group } from '../../hdf5/open-hdf5.js';
import type { FileWeight, Matching } from './matching.js';
import { BY_ORDER } from './read-legacy-layout.js';
import type { WeightLayer, WeightModel, WeightTree } from './weight-tree.js';
import { listWanted } from './weight-tree.js';

/** Where a model keeps its layers, in Keras 3 and in Keras 2.13. */
export const containers = ['layers', '_layer_checkpoint_dependencies'];

/** Where random layers keep the state of their generator, which is no weight. */
const GENERATORS = /(^|\/)_?(seed_generator|random_generator)(_\d+)?$/;

/** Deeper than any model is; so that no reader runs out of stack. */
const MOST_LEVELS = 64;

/** A layer or model as a file keeps it. */
interface Saved {
  /** Which layer of its class it is: 'conv2d_1'. */
  readonly key: string;
  /** Its own name, which files since Keras 3.8 tell. */
  readonly name: string | undefined;
  /** Of the layer itself under '', else by the name of the object within that has them: 'cell'. */
  readonly weights: ReadonlyMap<string, readonly FileWeight[]>;
  /** Layers of a model within. */
  readonly children: readonly Saved[] | undefined;
}

/** Whether a file has this layout. */
export function isObjectLayout(root: Group): boolean {
  return containers.some((name) => root.names.includes(name));
}

/**
 * The layout of `.weights.h5` and `.keras` files: a group for each object, numbered within its class, and weights numbered
 * within it.
 *
 * Layers are matched by name where the file tells names and all agree, else, as Keras does it, by class and order.
 *
 * @see keras/src/saving/saving_lib.py, `_save_container_state`
 */
export async function matchObjectLayout(root: Group, tree: WeightModel, matching: Matching): Promise<readonly Note[]> {
  const notes: Note[] = [];
  matchModel(tree, (await readContainer(root, 0)) ?? [], matching, notes);
  return notes;
}

/** All weights of a file of this layout. */
export async function listObjectWeights(root: Group): Promise<readonly FileWeight[]> {
  return ((await readContainer(root, 0)) ?? []).flatMap(listSaved);
}

function matchModel(model: WeightModel, saved: readonly Saved[], matching: Matching, notes: Note[]): void {
  const wanted = model.children.filter((child) => listWanted(child).length > 0);
  const full = saved.filter(hasWeights);
  const byName = new Map(full.map((entry) => [entry.name, entry]));
  const namesAgree =
    byName.size === full.length && wanted.length === full.length && wanted.every(({ name }) => byName.has(name));
  const byKey = new Map(saved.map((entry) => [entry.key, entry]));
  const keys = keysOf(model.children);
  const byShape = matchModelsByShape(wanted, full);
  const left = new Set(full);
  for (const child of wanted) {
    const entry = namesAgree ? byName.get(child.name) : (byShape.get(child) ?? byKey.get(keys.get(child) ?? ''));
    if (entry !== undefined) left.delete(entry);
    if (child.kind === 'model') matchModel(child, entry?.children ?? [], matching, notes);
    else matchLayer(child, entry?.weights ?? new Map(), matching);
  }
  for (const entry of left) matching.pair([], listSaved(entry));
  const told = full.every(({ name }) => name !== undefined);
  if (told && !namesAgree && notes.length === 0) notes.push({ code: 'weights-by-order', message: BY_ORDER });
}

/**
 * Models within that a network was put together from, of which it is not known whether they were stacks or graphs: matched
 * where only models of one class have weights of just these shapes.
 */
function matchModelsByShape(wanted: readonly WeightTree[], saved: readonly Saved[]): ReadonlyMap<WeightTree, Saved> {
  const shapesOf = (shapes: readonly (readonly number[])[]): string =>
    shapes
      .map((shape) => shape.join())
      .sort()
      .join(' ');
  const matched = new Map<WeightTree, Saved>();
  const unnamed = wanted.filter(({ kind, className }) => kind === 'model' && className === '');
  for (const child of unnamed) {
    const shapes = shapesOf(listWanted(child).map(({ shape }) => shape));
    const alike = unnamed.filter((other) => shapesOf(listWanted(other).map(({ shape }) => shape)) === shapes);
    const models = saved.filter(({ children }) => children !== undefined);
    const candidates = models.filter(
      (entry) => shapesOf(listSaved(entry).map(({ dataset }) => dataset.shape)) === shapes,
    );
    const classes = new Set(candidates.map(({ key }) => key.replace(/_\d+$/, '')));
    const found = [...candidates].sort((a, b) => numberOf(a.key) - numberOf(b.key))[alike.indexOf(child)];
    if (found !== undefined && classes.size === 1 && candidates.length === alike.length) matched.set(child, found);
  }
  return matched;
}

/** 'sequential_2' → 2 */
function numberOf(key: string): number {
  return Number(/_(\d+)$/.exec(key)?.[1] ?? 0);
}

/** The keys that Keras gives to the layers of a model: `conv2d`, `conv2d_1`, … in the order of the model. */
export function keysOf<Child extends { readonly className: string }>(
  children: readonly Child[],
): ReadonlyMap<Child, string> {
  const used = new Map<string, number>();
  return new Map(
    children.map((child) => {
      const base = toSnakeCase(child.className);
      const count = used.get(base) ?? 0;
      used.set(base, count + 1);
      return [child, count === 0 ? base : `${base}_${count}`];
    }),
  );
}

/** keras/src/utils/naming.py */
function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function matchLayer({ objects }: WeightLayer, saved: Saved['weights'], matching: Matching): void {
  const left = new Map(saved);
  for (const { paths, weights } of objects) {
    const path = paths.find((candidate) => left.has(candidate)) ?? '';
    matching.pair(weights, left.get(path) ?? []);
    left.delete(path);
  }
  for (const weights of left.values()) matching.pair([], weights);
}

function hasWeights(entry: Saved): boolean {
  return listSaved(entry).length > 0;
}

function listSaved({ weights, children = [] }: Saved): readonly FileWeight[] {
  return [...[...weights.values()].flat(), ...children.flatMap(listSaved)];
}

/** @returns undefined where the group is no model */
async function readContainer(model: Group, level: number): Promise<readonly Saved[] | undefined> {
  const name = containers.find((candidate) => model.names.includes(candidate));
  const container = name === undefined ? undefined : await model.open(name);
  if (container === undefined) return undefined;
  if (container.kind !== 'group') throw damaged(`"${container.path}" should be a group`);
  const saved: Saved[] = [];
  for (const key of container.names) {
    const object = await container.open(key);
    if (object?.kind !== 'group') throw damaged(`"${container.path}/${key}" should be a group`);
    saved.push(await readObject(object, key, level));
  }
  return saved;
}

async function readObject(object: Group, key: string, level: number): Promise<Saved> {
  if (level > MOST_LEVELS) throw damaged(`its groups are more than ${MOST_LEVELS} deep`);
  const children = await readContainer(object, level + 1);
  const weights = new Map<string, readonly FileWeight[]>();
  let name: string | undefined;
  const collect = async (group: Group, within: string, depth: number): Promise<void> => {
    if (depth > MOST_LEVELS) throw damaged(`its groups are more than ${MOST_LEVELS} deep`);
    for (const member of group.names) {
      if (containers.includes(member) && children !== undefined && within === '') continue;
      const path = within === '' ? member : `${within}/${member}`;
      const inner = await group.open(member);
      if (inner?.kind !== 'group') throw damaged(`"${group.path}/${member}" should be a group`);
      if (member !== 'vars') {
        if (!GENERATORS.test(path)) await collect(inner, path, depth + 1);
        continue;
      }
      if (within === '') name = (await inner.strings('name'))?.[0];
      const own = await readVariables(inner);
      if (own.length > 0) weights.set(within, own);
    }
  };
  await collect(object, '', level);
  return { key, name, weights, children };
}

/** `0`, `1`, … */
async function readVariables(group: Group): Promise<readonly FileWeight[]> {
  const weights: FileWeight[] = [];
  for (const name of [...group.names].sort((a, b) => Number(a) - Number(b))) {
    const dataset = await group.open(name);
    if (!/^\d+$/.test(name) || dataset?.kind !== 'dataset')
      throw damaged(`"${group.path}/${name}" should be a numbered weight`);
    weights.push({ label: dataset.path, dataset });
  }
  return weights;
}

import type { Json, Layer } from '@graftjs/core';
import { isObject } from './parse-json.js';
import { weightObjects } from './rules.js';

/**
 * The roles of a layer in the order in which Keras numbers its weights: those that train first, else as the layer table has
 * them.
 */
export function rolesInOrder<Role extends { readonly trainable: boolean }>(
  roles: Readonly<Record<string, Role>>,
): readonly (readonly [string, Role])[] {
  const all = Object.entries(roles);
  return [...all.filter(([, { trainable }]) => trainable), ...all.filter(([, { trainable }]) => !trainable)];
}

/** Weights that Keras 3 keeps in one object: the layer itself, or one within it. */
export interface WeightObject<Weight> {
  /** Where, in one version of Keras or another; '' is the layer itself. */
  readonly paths: readonly string[];
  readonly weights: readonly Weight[];
}

/** Puts the weights of a layer into the objects in which Keras 3 keeps them. */
export function inObjects<Weight extends { readonly role: string }>(
  className: string,
  options: Layer['options'],
  weights: readonly Weight[],
): readonly WeightObject<Weight>[] {
  return listObjects(className, options).map(({ role, paths }) => ({
    paths,
    weights: weights.filter((weight) => weight.role.startsWith(role)),
  }));
}

function listObjects(className: string, options: { readonly [name: string]: Json }): (typeof weightObjects)[string] {
  const { layer } = options;
  if (className === 'TimeDistributed' && isObject(layer) && typeof layer['class_name'] === 'string') {
    const inner = listObjects(layer['class_name'], isObject(layer['config']) ? layer['config'] : {});
    return inner.map(({ role, paths }) => ({
      role,
      paths: paths.map((path) => (path === '' ? 'layer' : `layer/${path}`)),
    }));
  }
  return (Object.hasOwn(weightObjects, className) && weightObjects[className]) || [{ role: '', paths: [''] }];
}

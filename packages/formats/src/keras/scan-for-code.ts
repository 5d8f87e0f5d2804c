import type { Json } from '@graftjs/core';
import type { JsonObject } from './parse-json.js';
import { isList, isObject } from './parse-json.js';
import type { Problems } from './problems.js';
import { kerasModules } from './rules.js';

/** Class names by which Keras writes what it runs while it loads. */
const codeClasses = ['__lambda__', 'Lambda', '__typespec__'];

/**
 * Looks through a config, however deep, for anything that Keras would import or run. Nothing here ever does; but a file
 * that asks for it is not read at all, also where the part that asks would be left out.
 *
 * @param where what the config belongs to, for messages: 'layer "dense"'
 * @returns whether nothing was found
 */
export function scanForCode(config: Json | undefined, where: string, problems: Problems): boolean {
  if (isList(config)) return config.map((item) => scanForCode(item, where, problems)).every(Boolean);
  if (!isObject(config)) return true;
  const found = describeCode(config);
  if (found !== undefined) problems.add('keras-code', `${where} names ${found}`);
  const inner = Object.values(config).map((value) => scanForCode(value, where, problems));
  return found === undefined && inner.every(Boolean);
}

function describeCode({
  class_name: className,
  module,
  registered_name: registered,
  config,
}: JsonObject): string | undefined {
  if (typeof className !== 'string') return undefined;
  if (className === 'function') {
    return `the function ${JSON.stringify(config)} of ${JSON.stringify(module ?? null)}, which is never imported or run`;
  }
  if (codeClasses.includes(className)) return `a Python lambda, which is never run`;
  if (typeof module === 'string' && !kerasModules.includes(module)) {
    return `${module}.${className}, which is not a part of Keras that Graft knows and is never imported`;
  }
  if (typeof registered !== 'string' || registered === className) return undefined;
  return `the custom class ${registered}, which is never imported. Replace it by built-in layers`;
}

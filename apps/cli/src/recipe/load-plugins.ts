import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { GraftError } from '@graftjs/core';
import { resolve } from 'import-meta-resolve';
import { builtIn, type Plugin, type Plugins } from '../plugins.js';

const kinds = ['backbones', 'heads', 'freeze'] as const;

/**
 * The built-in plugins and those of other modules. A module exports its factories by kind and name:
 * `export const heads = { focal }`; likewise `backbones` and `freeze`.
 *
 * @param modules './my-head.mjs' or 'package-name'
 * @param folder where the modules are looked for
 * @throws GraftError 'plugin-not-found', 'plugin-broken', 'bad-plugin', 'plugin-name-taken'
 */
export async function loadPlugins(modules: readonly string[], folder: string): Promise<Plugins> {
  const all: Record<(typeof kinds)[number], Record<string, Plugin<unknown>>> = {
    backbones: { ...builtIn.backbones },
    heads: { ...builtIn.heads },
    freeze: { ...builtIn.freeze },
  };
  for (const module of modules) {
    const exported = await importModule(module, folder);
    if (!kinds.some((kind) => kind in exported)) {
      throw new GraftError(
        'bad-plugin',
        `The plugin ${module} exports none of ${kinds.join(', ')}. Export factories by name: export const heads = { focal };`,
      );
    }
    for (const kind of kinds) {
      const factories: unknown = exported[kind] ?? {};
      if (typeof factories !== 'object' || factories === null) {
        throw new GraftError('bad-plugin', `${kind} of the plugin ${module} is no record of factories by name.`);
      }
      for (const [name, make] of Object.entries(factories)) {
        if (typeof make !== 'function') {
          throw new GraftError('bad-plugin', `${kind}.${name} of the plugin ${module} is no function that makes one.`);
        }
        if (Object.hasOwn(all[kind], name)) {
          throw new GraftError('plugin-name-taken', `The plugin ${module} has ${kind}.${name}, a name that is taken.`);
        }
        all[kind][name] = {
          about: `from ${module}`,
          make: guard(make as Make, `${kind}.${name} of the plugin ${module}`),
        };
      }
    }
  }
  // Factories from outside are trusted to keep to their contract; conformance checks are their authors' means.
  return all as unknown as Plugins;
}

async function importModule(module: string, folder: string): Promise<Readonly<Record<string, object>>> {
  let address: string;
  try {
    address = resolve(module, pathToFileURL(`${folder}/`).href);
  } catch (cause) {
    throw notFound(module, folder, cause);
  }
  try {
    return (await import(address)) as Record<string, object>;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' && describe(cause).includes(new URL(address).pathname)) {
      throw notFound(module, folder, cause);
    }
    throw new GraftError('plugin-broken', `The plugin ${module} does not load: ${describe(cause)}`, { cause });
  }
}

type Make = (...args: unknown[]) => unknown;

/** What somebody else's factory throws is told as theirs; what it says of its options stays as it is. */
function guard(make: Make, what: string): Make {
  return async (...args) => {
    let made: unknown;
    try {
      made = await make(...args);
    } catch (cause) {
      if (isGraftError(cause)) throw new GraftError(cause.code, cause.message, { cause });
      throw new GraftError('plugin-broken', `${what} failed: ${describe(cause)}`, { cause });
    }
    if (typeof made === 'object' && made !== null) return made;
    throw new GraftError('bad-plugin', `${what} must give an object; got ${inspect(made)}.`);
  };
}

/** Also one that is made by the plugin's own copy of core. */
function isGraftError(error: unknown): error is GraftError {
  return error instanceof Error && error.name === 'GraftError' && 'code' in error && typeof error.code === 'string';
}

/** Anything can be thrown, also what cannot be made a text. */
function describe(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : inspect(thrown);
}

function notFound(module: string, folder: string, cause: unknown): GraftError {
  return new GraftError(
    'plugin-not-found',
    `No plugin ${module} from ${folder}. Name a file with ./ in front, or an installed package.`,
    { cause },
  );
}

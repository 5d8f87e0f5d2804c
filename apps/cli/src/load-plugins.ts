import { pathToFileURL } from 'node:url';
import { GraftError } from '@graftjs/core';
import { resolve } from 'import-meta-resolve';
import { builtIn, type Plugin, type Plugins } from './plugins.js';

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
      for (const [name, make] of Object.entries(exported[kind] ?? {})) {
        if (typeof make !== 'function') {
          throw new GraftError('bad-plugin', `${kind}.${name} of the plugin ${module} is no function that makes one.`);
        }
        if (Object.hasOwn(all[kind], name)) {
          throw new GraftError('plugin-name-taken', `The plugin ${module} has ${kind}.${name}, a name that is taken.`);
        }
        all[kind][name] = { about: `from ${module}`, make };
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
    if (code === 'ERR_MODULE_NOT_FOUND' && String(cause).includes(new URL(address).pathname)) {
      throw notFound(module, folder, cause);
    }
    throw new GraftError('plugin-broken', `The plugin ${module} does not load: ${String(cause)}`, { cause });
  }
}

function notFound(module: string, folder: string, cause: unknown): GraftError {
  return new GraftError(
    'plugin-not-found',
    `No plugin ${module} from ${folder}. Name a file with ./ in front, or an installed package.`,
    { cause },
  );
}

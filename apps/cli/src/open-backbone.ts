import { modelBackbone } from '@graftjs/bundle';
import { GraftError, type Backbone, type OpenBackbone } from '@graftjs/core';
import { anyBackbone, type AnyInput } from './any-input.js';
import { loadAnyBundle } from './load-any-bundle.js';
import { readChoice, type PluginChoice } from './plugin-choice.js';
import { builtIn, findPlugin, type BackboneOptions, type Plugins } from './plugins.js';

/** Whether what was given for a backbone is a file, a bundle, and not a name. */
export function isFile(name: string): boolean {
  return /[\\/]|\.[a-z]\w*$/i.test(name);
}

/**
 * Opens what `--backbone` names.
 *
 * @param options.weights 'imagenet', 'none' or a file; default 'imagenet'. A bundle brings its own
 * @param options.seed draws the weights where they are 'none'
 * @throws GraftError 'unknown-backbone', 'unused-option', and what the backbone's factory or `loadBundle` throws
 */
export async function openBackbone(
  choice: PluginChoice,
  { weights = 'imagenet', inputSize, top, seed = 1 }: BackboneOptions = {},
  plugins: Plugins = builtIn,
): Promise<Backbone<AnyInput>> {
  const { name, options } = readChoice(choice);
  if (!isFile(name)) {
    const backbone = await findPlugin(plugins.backbones, 'backbone', name).make({
      ...options,
      weights,
      ...(inputSize === undefined ? {} : { inputSize }),
      ...(top === undefined ? {} : { top }),
      ...(weights === 'none' ? { seed } : {}),
    });
    return anyBackbone(backbone);
  }
  if (weights !== 'imagenet' || inputSize !== undefined) {
    throw new GraftError(
      'unused-option',
      `The bundle ${name} brings its weights and input size; leave both options out.`,
    );
  }
  return modelBackbone(await loadAnyBundle(name));
}

/**
 * Asks that a backbone's layers can be seen.
 *
 * @throws GraftError 'closed-backbone'
 */
export function requireOpen(backbone: Backbone<AnyInput>): OpenBackbone<AnyInput> {
  if ('network' in backbone) return backbone;
  throw new GraftError('closed-backbone', `${backbone.id} is a closed box: its layers cannot be seen.`);
}

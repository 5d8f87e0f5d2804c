import { checkBackboneName } from './open-backbone.js';
import { readChoice } from './plugin-choice.js';
import { findPlugin, type Plugins } from './plugins.js';
import type { TrainSettings } from './recipe.js';

/**
 * Makes sure that there is what settings name, before the data are read.
 *
 * @throws GraftError what `checkBackboneName` and `findPlugin` throw
 */
export function checkPluginNames(
  { backbone, head, freeze }: Pick<TrainSettings, 'backbone' | 'head' | 'freeze'>,
  plugins: Plugins,
): void {
  checkBackboneName(readChoice(backbone).name, plugins);
  findPlugin(plugins.heads, 'head', readChoice(head).name);
  findPlugin(plugins.freeze, 'freeze strategy', readChoice(freeze).name);
}

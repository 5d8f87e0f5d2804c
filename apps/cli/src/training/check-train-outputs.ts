import { isAbsolute, resolve } from 'node:path';
import { checkCache } from './check-cache.js';
import { checkOutputs } from '../output/check-outputs.js';
import { checkWritable } from '../output/check-writable.js';
import { readChoice } from '../recipe/plugin-choice.js';
import type { TrainSettings } from '../recipe/recipe.js';

/** What to write in place of what the settings say. */
interface Written {
  /** By flag; default: bundle and report of the settings. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** What the settings were read from. */
  readonly source: string;
  /** Where plugins are looked for. */
  readonly folder: string;
}

/**
 * Checks every place that training, or a trial of it, writes to: before anything else, and against all that it reads.
 *
 * @throws GraftError as `checkOutputs`, `checkCache` and `checkWritable` do
 */
export async function checkTrainOutputs(settings: TrainSettings, { files, source, folder }: Written): Promise<void> {
  const { data, backbone, weights, compareWith, plugins, force, out, report, checkpoint, cache } = settings;
  const modules = plugins.filter((name) => name.startsWith('.') || isAbsolute(name));
  await checkOutputs({
    files: files ?? { '--out': out, '--report': report },
    inputs: {
      'the data': data,
      'the recipe': source === data ? undefined : source,
      'the backbone': readChoice(backbone).name,
      'the file of weights': weights,
      'the bundle to compare with': compareWith,
      ...Object.fromEntries(modules.map((name) => [`the plugin ${name}`, resolve(folder, name)])),
    },
    force,
  });
  await checkCache(cache, data);
  if (files === undefined && checkpoint !== undefined && checkpoint !== 'none') {
    await checkWritable(checkpoint, `checkpoints to ${checkpoint}`);
  }
}

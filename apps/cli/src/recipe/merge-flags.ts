import { GraftError, type Json } from '@graftjs/core';
import * as v from 'valibot';
import { pluginChoice, readChoice, writeChoice } from './plugin-choice.js';
import { builtIn, fullName } from '../plugins.js';

/** Flags that are options of the head, of the strategy or of augmentation. A recipe file has them within those. */
export const optionFlags = {
  head: ['units', 'dropout', 'activation', 'output', 'l2', 'solver'],
  freeze: ['blocks', 'count', 'factor', 'learningRate', 'epochs', 'schedule', 'warmup', 'patience', 'batchNorm'],
  augment: ['views'],
} as const;

/** What is meant where neither a recipe nor a flag names one. */
const defaults = { head: 'linear', freeze: 'feature-extraction' } as const;
const tables = { head: builtIn.heads, freeze: builtIn.freeze } as const;

type Values = Readonly<Record<string, unknown>>;

/**
 * Puts what the command line says over what a recipe file says. Options are added to what is chosen, and go before those that
 * the file gives it; where the command line names another head or strategy, those of the file have nothing to belong to.
 *
 * @param flags without those that were not given
 * @returns settings as a recipe has them; heads and strategies by full name
 * @throws GraftError 'unused-option' for views where nothing makes any
 */
export function mergeFlags(recipe: Readonly<Record<string, Json>>, flags: Values): Values {
  const options = new Set<string>(Object.values(optionFlags).flat());
  const plain = Object.entries(flags).filter(([name]) => !options.has(name));
  const merged: Values = { ...recipe, ...Object.fromEntries(plain) };
  return {
    ...merged,
    head: chooseWith('head', recipe['head'], flags),
    freeze: chooseWith('freeze', recipe['freeze'], flags),
    ...withViews(merged['augment'], flags['views']),
  };
}

function chooseWith(kind: 'head' | 'freeze', inFile: unknown, flags: Values): unknown {
  const chosen = flags[kind] ?? inFile ?? defaults[kind];
  // What is no choice is refused where all settings are checked.
  if (!v.is(pluginChoice, chosen)) return chosen;
  const nameOf = (choice: unknown): string | undefined =>
    v.is(pluginChoice, choice) ? fullName<unknown>(tables[kind], readChoice(choice).name) : undefined;
  const name = nameOf(chosen) ?? '';
  const kept = v.is(pluginChoice, inFile) && nameOf(inFile) === name ? readChoice(inFile).options : {};
  const names: readonly string[] = optionFlags[kind];
  const given = Object.entries(flags)
    .filter(([option]) => names.includes(option))
    // The command line has no other word for null.
    .map(([option, value]) => [option, value === 'none' ? null : value]);
  return writeChoice(name, { ...kept, ...(Object.fromEntries(given) as Readonly<Record<string, Json>>) });
}

function withViews(augment: unknown, views: unknown): Values {
  if (views === undefined) return {};
  if (typeof augment === 'object' && augment !== null) return { augment: { ...augment, views } };
  throw new GraftError(
    'unused-option',
    '--views says how many views there are of each picture, and nothing makes any. Add --augment, such as --augment flip=horizontal.',
  );
}

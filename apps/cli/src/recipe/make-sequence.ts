import type { FreezeStrategy, Json } from '@graftjs/core';
import { inSequence } from '@graftjs/freeze/in-sequence';
import { defineOptions, type Option } from '@graftjs/network/options';
import * as v from 'valibot';
import { pluginChoice, type PluginChoice } from './plugin-choice.js';

/**
 * Joins strategies that a recipe names: `{ "strategies": ["feature-extraction", { "name": "last-blocks", "options": { … } }] }`.
 *
 * @param make makes one of them
 * @throws GraftError 'missing-option', 'unknown-option', 'bad-option', 'empty-sequence', and what `make` throws
 */
export async function makeSequence(
  options: Readonly<Record<string, Json>>,
  make: (choice: PluginChoice) => Promise<FreezeStrategy>,
): Promise<FreezeStrategy> {
  const { strategies } = parse(options);
  return inSequence(...(await Promise.all(strategies.map(make))));
}

const choices: Option<readonly PluginChoice[]> = {
  allowed: 'a list of strategies, each a name or { "name": …, "options": { … } }, as a recipe file has it',
  read: (value) => (v.is(v.array(pluginChoice), value) ? value : undefined),
};

const parse = defineOptions('in-sequence', { strategies: choices });

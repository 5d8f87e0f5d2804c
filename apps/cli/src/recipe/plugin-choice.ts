import type { Json } from '@graftjs/core';
import * as v from 'valibot';

const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));

/** A plugin by name, or by name with options: `"linear"`, `{ "name": "linear", "options": { "l2": 0.1 } }`. */
export const pluginChoice = v.union(
  [
    text,
    v.strictObject({
      name: text,
      options: v.record(
        v.string(),
        v.custom<Json>(() => true),
      ),
    }),
  ],
  'a name, or { "name": …, "options": { … } }',
);

export type PluginChoice = v.InferOutput<typeof pluginChoice>;

/** A choice's name, and its options where it has some. */
export function readChoice(choice: PluginChoice): { name: string; options: Readonly<Record<string, Json>> } {
  return typeof choice === 'string' ? { name: choice, options: {} } : choice;
}

/** The shortest way to say a choice, so that the same choice is always said in the same way. */
export function writeChoice(name: string, options: Readonly<Record<string, Json>>): PluginChoice {
  return Object.keys(options).length === 0 ? name : { name, options };
}

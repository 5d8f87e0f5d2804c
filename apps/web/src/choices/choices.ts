import type { Json } from '@graftjs/core';
import { plugins } from '../plugins.js';
import { listOptions, optionValues } from './option-values.js';

/** A plugin by name, and what was typed for its options, by name; what is empty is left to the plugin. */
export interface Choice {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/** How a training goes. Fields hold what was typed; the packages judge it. */
export interface Choices {
  /** `inputSize` and `dropLast` are for every backbone. */
  readonly backbone: Choice;
  /** Weights, or a network, where the backbone asks for one. */
  readonly file?: File | undefined;
  /** The layer where the head attaches; empty: the bottleneck. */
  readonly cut: string;
  readonly head: Choice;
  readonly freeze: Choice;
  readonly augment: Choice;
  readonly batchSize: string;
  readonly seed: string;
}

/** What is trained where nobody chooses. */
export const defaultChoices: Choices = {
  backbone: { name: 'efficientnet-lite0', options: {} },
  cut: '',
  head: { name: 'linear', options: {} },
  freeze: { name: 'feature-extraction', options: {} },
  augment: { name: 'none', options: {} },
  batchSize: '',
  seed: '',
};

/** The kinds of plugins that are chosen, with all that there are. */
export const kinds = {
  backbone: plugins.backbones,
  head: plugins.heads,
  freeze: plugins.freeze,
  augment: plugins.augmentations,
} as const;

export type Kind = keyof typeof kinds;

/** Of every backbone, beside its own. */
export const backboneOptions = ['inputSize', 'dropLast'] as const;

/** The options of what was chosen that there are fields for. */
export function optionsOf(kind: Kind, { name }: Pick<Choice, 'name'>): readonly string[] {
  return kinds[kind][name]?.options ?? [];
}

/**
 * What was typed as a value: a number, a list of them by commas, or else the text as it is, for whoever takes it to judge.
 *
 * @returns undefined for nothing
 */
export function readTyped(name: string, typed: string): Json | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  if (optionValues[name] !== undefined) return text;
  const parts = text.split(',').map((part) => readOne(part.trim()));
  return parts.length > 1 || listOptions.has(name) ? parts : parts[0];
}

/** The options of a choice that its plugin has fields for, as values. */
export function readOptions(names: readonly string[], { options }: Choice): Readonly<Record<string, Json>> {
  const read = names.map((name) => [name, readTyped(name, options[name] ?? '')] as const);
  return Object.fromEntries(read.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function readOne(text: string): Json {
  if (text === 'none') return null;
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : text;
}

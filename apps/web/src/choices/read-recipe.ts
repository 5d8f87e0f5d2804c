import type { Json } from '@graftjs/core';
import { backboneOptions, defaultChoices, kinds, optionsOf, type Choice, type Choices, type Kind } from './choices.js';

/** What a recipe chose, as far as this page has fields for it. */
export interface ReadRecipe {
  readonly choices: Choices;
  /** The file of weights, or of a network, that has to be chosen again. */
  readonly file?: string;
  /** Names of what the page has no field for: `pool`, `head.gamma`. */
  readonly left: readonly string[];
}

type Settings = Readonly<Record<string, Json | undefined>>;

/** Takes back what `writeRecipe` wrote, or somebody by hand; `data` and `groupBy` are of the pictures, and not asked here. */
export function readRecipe(recipe: Settings): ReadRecipe {
  const left: string[] = [];
  const { groupBy: _, backbone, weights, cut, head, freeze, augment, batchSize, seed, ...others } = recipe;
  const read = (kind: Kind, value: Json | undefined): Choice => {
    const { name, options } = readChoice(value) ?? { ...defaultChoices[kind], options: {} };
    const known = optionsOf(kind, { name });
    left.push(...Object.keys(options).flatMap((option) => (known.includes(option) ? [] : [`${kind}.${option}`])));
    return { name, options: typeAll(options, known) };
  };
  const isOwn = typeof backbone === 'string' && kinds.backbone[backbone] === undefined && /\.\w+$|^$/.test(backbone);
  const network = read('backbone', isOwn ? OWN : backbone);
  const ofBackbone = [...backboneOptions, ...(isOwn ? optionsOf('backbone', network) : [])];
  left.push(...Object.keys(others).filter((name) => !(ofBackbone as readonly string[]).includes(name)));
  const file = isOwn ? backbone : typeof weights === 'string' ? weights : '';
  const isAugmented = typeof augment === 'object' && augment !== null && !Array.isArray(augment);
  return {
    choices: {
      backbone: { ...network, options: { ...network.options, ...typeAll(others, ofBackbone) } },
      cut: typeOne(cut),
      head: read('head', head),
      freeze: read('freeze', freeze),
      augment: read('augment', isAugmented ? { name: 'views', options: augment } : 'none'),
      batchSize: typeOne(batchSize),
      seed: typeOne(seed),
    },
    ...(file !== '' && { file }),
    left,
  };
}

const OWN = 'own-network';

function readChoice(value: Json | undefined): { readonly name: string; readonly options: Settings } | undefined {
  if (typeof value === 'string') return { name: value, options: {} };
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string')
    return undefined;
  const { name, options } = value;
  return { name, options: typeof options === 'object' && options !== null ? (options as Settings) : {} };
}

function typeAll(options: Settings, names: readonly string[]): Choice['options'] {
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, typeOne(options[name])]])),
  );
}

/** As somebody would have typed it. */
function typeOne(value: Json | undefined): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(typeOne).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

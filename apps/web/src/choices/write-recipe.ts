import type { Json } from '@graftjs/core';
import { backboneOptions, kinds, optionsOf, readOptions, type Choice, type Choices, type Kind } from './choices.js';

/**
 * What was chosen, but for batch size and seed, as a bundle stores it and a recipe of the command line says it. A file goes by
 * its name.
 */
export function writeRecipe({
  backbone,
  file,
  cut,
  head,
  freeze,
  augment,
}: Omit<Choices, 'batchSize' | 'seed'>): Readonly<Record<string, Json>> {
  const isOwn = kinds.backbone[backbone.name]?.file === 'network';
  return {
    ...readOptions([...backboneOptions, ...(isOwn ? optionsOf('backbone', backbone) : [])], backbone),
    backbone: isOwn ? (file?.name ?? '') : write('backbone', backbone),
    ...(!isOwn && file !== undefined && { weights: file.name }),
    ...(cut !== '' && { cut }),
    head: write('head', head),
    freeze: write('freeze', freeze),
    ...(augment.name !== 'none' && { augment: readOptions(optionsOf('augment', augment), augment) }),
  };
}

function write(kind: Kind, choice: Choice): Json {
  const options = readOptions(optionsOf(kind, choice), choice);
  return Object.keys(options).length === 0 ? choice.name : { name: choice.name, options };
}

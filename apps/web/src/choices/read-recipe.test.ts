import { describe, expect, it } from 'vitest';
import { defaultChoices, type Choices } from './choices.js';
import { readRecipe } from './read-recipe.js';
import { writeRecipe } from './write-recipe.js';

const some: Choices = {
  backbone: { name: 'efficientnet-lite0', options: { inputSize: '64' } },
  cut: 'block5c_add',
  head: { name: 'mlp', options: { units: '64, 32', dropout: '0.2' } },
  freeze: { name: 'last-blocks', options: { blocks: '1', learningRate: '0.003', patience: 'none' } },
  augment: { name: 'views', options: { flip: 'horizontal', shift: '0.1' } },
  batchSize: '',
  seed: '',
};

describe('readRecipe', () => {
  it.each([
    ['nothing chosen', defaultChoices],
    ['something of each kind', some],
    ['one unit, which is a list', { ...some, head: { name: 'mlp', options: { units: '8' } } }],
  ])('gives back %s', (_, choices) => {
    expect(readRecipe(writeRecipe(choices))).toEqual({ choices, left: [] });
  });

  it('names the file that has to be chosen again', () => {
    const own = { ...some, backbone: { name: 'own-network', options: { preprocess: 'tf', dropLast: '1' } } };
    const written = writeRecipe({ ...own, file: new File(['x'], 'mine.keras') });
    expect(written).toMatchObject({ backbone: 'mine.keras', preprocess: 'tf', dropLast: 1 });
    expect(readRecipe(written)).toEqual({ choices: own, file: 'mine.keras', left: [] });
  });

  it('says what there is no field for, and keeps the name of a plugin that is not here, to be refused where it stands', () => {
    const head = { name: 'linear', options: { l2: [0.1, 1], l1: 3 } };
    const { choices, left } = readRecipe({ seed: 3, groupBy: '(x)', backbone: 'resnet-9000', head, pool: 'max' });
    expect(choices).toMatchObject({
      backbone: { name: 'resnet-9000' },
      head: { options: { l2: '0.1, 1' } },
      seed: '3',
    });
    expect(left).toEqual(['pool', 'head.l1']);
  });
});

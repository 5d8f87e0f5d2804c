import type { Dataset, ImageInput } from '@graftjs/core';
import { expect, it } from 'vitest';
import type { Choices } from '../choices/choices.js';
import { composeChoices } from './compose-choices.js';
import { openOwnNetwork } from './open-own-network.js';

const noData = {} as Dataset<ImageInput>;

it('refuses a plugin that this page does not have, beside its field', async () => {
  const choices = { backbone: { name: 'resnet-9000', options: {} } } as unknown as Choices;
  await expect(composeChoices(choices, noData, 1)).rejects.toMatchObject({ code: 'unknown-plugin', field: 'backbone' });
});

it('asks for the file of a network of one’s own', async () => {
  await expect(openOwnNetwork({ preprocess: 'tf' }, undefined)).rejects.toMatchObject({
    code: 'no-file',
    message: 'A network of your own comes from a file: choose an .h5, .keras or .safetensors file.',
  });
});

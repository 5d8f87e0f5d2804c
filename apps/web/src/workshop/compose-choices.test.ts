import { readFileSync } from 'node:fs';
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

const own = (name: string, options = {}, file?: File): Choices =>
  ({ backbone: { name, options }, file }) as unknown as Choices;

it('says where the weights of a backbone are published, in words of the page', async () => {
  await expect(composeChoices(own('mobilenet-v2'), noData, 1)).rejects.toMatchObject({
    code: 'no-packaged-weights',
    field: 'backbone.file',
    message: 'Its weights do not come with the page: download them once, and choose the file here.',
    link: expect.stringMatching(/^https:\/\/storage\.googleapis\.com\/.*_1\.0_224_no_top\.h5$/) as string,
  });
});

it('blames a missing network on its file, whatever else was said', async () => {
  await expect(composeChoices(own('own-network', { preprocess: 'tf' }), noData, 1)).rejects.toMatchObject({
    field: 'backbone.file',
  });
});

it.each(['mobilenet-v2', 'own-network'])('refuses a bad file for %s by its name', async (name) => {
  const file = new File(['no weights at all'], 'notes.h5');
  await expect(composeChoices(own(name, { preprocess: 'tf', inputSize: '32' }, file), noData, 1)).rejects.toMatchObject(
    {
      field: 'backbone.file',
      message: expect.stringContaining('notes.h5') as string,
    },
  );
});

it('asks how a network of one’s own wants its pixels, beside that field', async () => {
  const model = '../../../../packages/backbones/fixtures/own-models/my_model_A.h5';
  const file = new File([readFileSync(new URL(model, import.meta.url))], 'my_model_A.h5');
  await expect(composeChoices(own('own-network', {}, file), noData, 1)).rejects.toMatchObject({
    code: 'no-preprocessing',
    field: 'backbone.preprocess',
    message: 'How this network wants its pixels is not in its file: choose what the code that trained it did.',
  });
});

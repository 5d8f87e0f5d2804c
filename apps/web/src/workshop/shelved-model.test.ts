import { encodeBundle } from '@graftjs/bundle';
import { numbersPlugin, tinyRun } from '@graftjs/bundle/fixtures/tiny-run';
import type { Run } from '@graftjs/core';
import { textPreprocess } from '@graftjs/text';
import { expect, it } from 'vitest';
import { openShelved } from './shelved-model.js';

const noEngine = () => Promise.reject(new Error('not needed'));

it('refuses what does not fit into a page, before it is read', async () => {
  const large = { size: 1.5 * 2 ** 30 } as Blob;
  await expect(openShelved(large, noEngine)).rejects.toMatchObject({
    code: 'bundle-too-large',
    message: 'The file has 1.5 GB, and a page opens bundles of up to 1 GB. Use it on the command line: graft predict.',
  });
});

it.each([
  [
    'texts',
    textPreprocess({
      input: 'input',
      pieces: [
        ['?', 0],
        ['a', 0],
      ],
      reserved: 1,
      longest: 8,
    }),
    'This bundle takes texts, and this page classifies pictures. Use it on the command line: graft predict bundle.safetensors "a text".',
  ],
  [
    'what the page does not know',
    numbersPlugin.restore({ scale: 1 }),
    'This bundle prepares its inputs by "numbers", and this page knows pictures alone. Use it in a program that has a plugin for "numbers".',
  ],
])('says of a bundle for %s that this is what it is', async (_, preprocess, message) => {
  const run = tinyRun() as Run<unknown>;
  const other = { ...run, recipe: { ...run.recipe, backbone: { ...run.recipe.backbone, preprocess } } } as Run<unknown>;
  await expect(openShelved(new Blob([encodeBundle(other)]), noEngine)).rejects.toMatchObject({
    code: 'unknown-preprocess',
    message,
  });
});

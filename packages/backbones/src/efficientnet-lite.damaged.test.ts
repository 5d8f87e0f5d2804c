import { writeSafetensors } from '@graftjs/safetensors';
import { expect, it, vi } from 'vitest';
import { efficientNetLite0 } from './efficientnet-lite.js';

vi.mock('@graftjs/core/read-bytes', () => ({ readBytes: async () => writeSafetensors(new Map(), new Map()) }));

it('refuses packaged weights that are not those that were published', async () => {
  await expect(efficientNetLite0()).rejects.toMatchObject({
    code: 'damaged-weights',
    message:
      'The packaged weights of efficientnet-lite0 are not those that were published. Install @graftjs/weights-efficientnet-lite0 again.',
  });
});

import { expect, it, vi } from 'vitest';
import { wasmWorkers } from './wasm-workers.js';

vi.mock('node:fs', async (original) => ({ ...(await original<typeof import('node:fs')>()), existsSync: () => false }));

it('says that the worker file was not built', async () => {
  await expect(wasmWorkers({ workers: 1 })).rejects.toMatchObject({
    code: 'no-worker-file',
    message: expect.stringMatching(
      /^The built worker file of @graftjs\/engines is missing: .*wasm-worker\.js\. In a checkout, run "npm run build"; else install the package again\.$/,
    ) as string,
  });
});

import { expect, it } from 'vitest';
import { wasm } from './wasm.js';

it('says where it looked for its files, and what to do', async () => {
  await expect(wasm({ files: '/no/such/folder/' }).start()).rejects.toMatchObject({
    code: 'backend-failed',
    message:
      'Backend "wasm" did not start: its .wasm file cannot be fetched from /no/such/folder/, or the policy of the page has no \'wasm-unsafe-eval\'. ' +
      'Copy the files from @graftjs/engines/dist, and say where they lie.',
  });
});

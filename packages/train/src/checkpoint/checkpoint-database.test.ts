import { expect, it } from 'vitest';
import { checkpointDatabase } from './checkpoint-database.js';

// What it keeps is held to the check of every store, in Chromium, by the package testkit.
it('says where nothing can be kept, and why', async () => {
  await expect(checkpointDatabase('pets').write(new Uint8Array(1))).rejects.toMatchObject({
    code: 'checkpoint-not-writable',
    message: expect.stringMatching(
      /^Cannot keep a checkpoint in the browser's database "pets": indexedDB is not defined\./,
    ),
  });
});

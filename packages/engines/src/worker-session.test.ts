import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { smallBatch, smallNetwork } from './fixtures/small-network.js';
import { openWorkerSession } from './worker-session.js';

describe('openWorkerSession', () => {
  test('a worker that dies ends the session, in words, for all batches', async () => {
    const file = await workerFile(
      'export default ({ inputs }) => (inputs === undefined ? { outputs: [] } : process.exit(7));',
    );
    const session = await openWorkerSession(file, smallNetwork(), 2);
    const batches = [1, 2, 3, 4].map((seed) => session.run(smallBatch(1, seed)));
    for (const batch of await Promise.allSettled(batches)) {
      expect(batch).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'worker-died',
          message:
            'A worker for network "small" died: worker exited with code: 7. If memory ran out, load the network again and use a smaller batch or fewer workers.',
        },
      });
    }
    await expect(session.run(smallBatch(1))).rejects.toMatchObject({ code: 'worker-died' });
    await session.ended;
  });

  test('a worker that cannot even start says why', async () => {
    const file = await workerFile("throw new Error('no such library');");
    const opening = openWorkerSession(file, smallNetwork(), 2);
    await expect(opening).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringContaining('no such library') as string,
    });
  });
});

async function workerFile(program: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'worker-')), 'worker.mjs');
  await writeFile(file, program);
  return file;
}

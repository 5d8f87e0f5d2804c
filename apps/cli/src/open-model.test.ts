import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

it.skipIf(process.platform === 'win32')('waits for no pipe that is to give labels or preprocessing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'graft-pipe-'));
  const pipe = join(folder, 'pipe.json');
  execFileSync('mkfifo', [pipe]);
  const own = fileURLToPath(new URL('../../../packages/formats/fixtures/keras/plain.k3.keras', import.meta.url));
  for (const option of ['labels', 'preprocess']) {
    await expect(openModel(own, { [option]: pipe })).rejects.toMatchObject({
      code: 'cannot-read-file',
      message: `Cannot read "${pipe}" (--${option}): it is a device, a pipe or a socket, and only regular files are read.`,
    });
  }
  await rm(folder, { recursive: true });
});

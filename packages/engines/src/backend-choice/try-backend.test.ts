import { expect, it } from 'vitest';
import { cpu } from '../cpu.js';
import { smallNetwork } from '../fixtures/small-network.js';
import { tryBackend } from './try-backend.js';

it('gives up a backend that would take longer than one waits', async () => {
  await expect(tryBackend(cpu(), smallNetwork(), 8, 0)).rejects.toMatchObject({
    code: 'backend-slow',
    message: 'Its first examples take longer than 0 s.',
  });
});

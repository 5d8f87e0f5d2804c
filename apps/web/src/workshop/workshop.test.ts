import { expect, it, vi } from 'vitest';
import type { Workshop } from './workshop-api.js';

const exposed = vi.hoisted((): Workshop[] => []);
vi.mock('comlink', () => ({ expose: (workshop: Workshop) => exposed.push(workshop) }));
vi.mock('./list-backends.js', () => ({ listBackends: () => [] }));

it('predicts with nothing but a model that is there', async () => {
  await import('./workshop.js');
  await expect(exposed[0]?.predict('bundle', [], () => Promise.resolve())).rejects.toMatchObject({
    code: 'no-model',
    message: 'There is no model yet. Train one, or open a bundle.',
  });
});

import { expect, it } from 'vitest';
import { specOf } from './spec-of.js';

it('keeps what was given, leaves out what was not, and shares nothing with it', () => {
  const units = [32];
  const spec = specOf({ units, dropout: undefined, batchNorm: null });
  units.push(16);
  expect(spec).toStrictEqual({ units: [32], batchNorm: null });
});

import { fingerprint } from '@graftjs/core';
import { readSafetensors, writeSafetensors } from '@graftjs/safetensors';
import { expect, it } from 'vitest';
import { freshRun } from '../stages/run-state.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';

const tensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
const checkpoint = {
  facts: { seed: '7' },
  point: { run: { ...freshRun, step: 3, current: { weights: new Map([['head/scores/bias', tensor]]) } } },
  elapsedSeconds: 1.5,
};

it('comes back as it was written', () => {
  expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
});

it('of a later format is refused, whole as it is', () => {
  const { tensors, metadata } = readSafetensors(encodeCheckpoint(checkpoint));
  const record = metadata.get('graft-checkpoint')!.replace(/"format":\d+/, `"format":99`);
  const sha256 = fingerprint().json(record).tensors(tensors).hex();
  const newer = writeSafetensors(tensors, new Map(Object.entries({ 'graft-checkpoint': record, sha256 })));
  expect(() => decodeCheckpoint(newer)).toThrow(
    expect.objectContaining({
      code: 'checkpoint-format',
      message:
        'The checkpoint has the format 99; this version reads format 2. Go on with the version that wrote it, or start anew, without resuming.',
    }),
  );
});

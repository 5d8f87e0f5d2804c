import { GraftError } from '@graftjs/core';
import { KernelBackend } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checkIntact, explainFailure, guardMemory } from './backend-memory.js';

describe('explainFailure', () => {
  test('a trap is final for the backend', () => {
    const backend = new KernelBackend();
    const trap = Object.assign(new Error('memory access out of bounds'), { name: 'RuntimeError' });
    expect(() => checkIntact(backend)).not.toThrow();
    expect(explainFailure(trap, backend, 'Network "x" with a batch of 64')).toMatchObject({
      code: 'backend-broken',
      message:
        'Network "x" with a batch of 64 brought the wasm backend down, most likely because memory ran out: memory access out of bounds. Nothing more can run on it in this process: start again with a smaller batch.',
      cause: trap,
    });
    expect(() => checkIntact(backend)).toThrow(expect.objectContaining({ code: 'backend-broken' }));
    expect(() => checkIntact(new KernelBackend())).not.toThrow();
  });

  test('any other error is not', () => {
    const backend = new KernelBackend();
    expect(explainFailure(new RangeError('Array buffer allocation failed'), backend, 'It').code).toBe('out-of-memory');
    expect(explainFailure(new RangeError('Maximum call stack size exceeded'), backend, 'It').code).toBe('run-failed');
    expect(explainFailure(new Error('shapes'), backend, 'It').message).toBe('It failed: shapes.');
    const own = new GraftError('bad-option', 'units');
    expect(explainFailure(own, backend, 'It')).toBe(own);
    const layer = new GraftError('layer-failed', 'Layer "a" failed.', { cause: new RangeError('no memory') });
    expect(explainFailure(layer, backend, 'It')).toMatchObject({
      code: 'out-of-memory',
      message: 'It ran out of memory: Layer "a" failed. Use a smaller batch.',
    });
    expect(() => checkIntact(backend)).not.toThrow();
  });
});

describe('guardMemory', () => {
  test('turns an allocation of nothing into an error, once', () => {
    const addresses = [8, 16, 0, 0, 32];
    const wasm = { _malloc: () => addresses.shift() ?? 0, _free: () => undefined };
    const backend = Object.assign(new KernelBackend(), { wasm });
    guardMemory(backend);
    const guarded = wasm._malloc as (bytes: number) => number;
    guardMemory(backend);
    expect(wasm._malloc).toBe(guarded);
    expect(guarded(4)).toBe(16);
    expect(() => guarded(3 * 2 ** 20)).toThrow('wasm memory is used up: no room for another 3 MiB of at most 4 GiB');
    expect(guarded(0)).toBe(0);
    expect(() => guarded(2 ** 32)).toThrow('no room for another 4096 MiB');
    expect(guarded(4)).toBe(32);
  });
});

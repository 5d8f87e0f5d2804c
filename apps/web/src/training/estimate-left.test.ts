import { describe, expect, it } from 'vitest';
import { startEstimate } from './estimate-left.js';

describe('startEstimate', () => {
  it('goes by the pictures since the first that were told of, once there is something to go by', () => {
    const estimate = startEstimate();
    const at = (done: number, seconds: number) =>
      estimate({ phase: 'features', done, total: 100, split: 'train' }, 5000 + 1000 * seconds);
    expect(at(16, 0)).toBeUndefined();
    expect(at(20, 1)).toBeUndefined();
    expect(at(32, 4)).toBe(17);
    expect(at(96, 20)).toBe(1);
  });

  it('begins anew with each stage that takes steps', () => {
    const estimate = startEstimate();
    const at = (stage: string, done: number, seconds: number) =>
      estimate({ phase: 'steps', stage, done, total: 40, loss: 1 }, 1000 * seconds);
    expect(at('head', 10, 0)).toBeUndefined();
    expect(at('head', 30, 4)).toBe(2);
    expect(at('tune', 1, 5)).toBeUndefined();
    expect(at('tune', 3, 9)).toBe(74);
  });

  it('says nothing of other phases', () => {
    const estimate = startEstimate();
    expect(estimate({ phase: 'reading', done: 5, total: 10 }, 9000)).toBeUndefined();
    expect(estimate({ phase: 'fitting' }, 90000)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { readOptions, readTyped } from './choices.js';

describe('readTyped', () => {
  it.each([
    ['epochs', ' 12 ', 12],
    ['learningRate', '1e-4', 1e-4],
    ['learningRate', 'fast', 'fast'],
    ['l2', '0.1, 0.01', [0.1, 0.01]],
    ['units', '64', [64]],
    ['units', '64, many', [64, 'many']],
    ['patience', 'none', null],
    ['epochs', '  ', undefined],
    ['preprocess', 'none', 'none'],
  ])('reads %s "%s"', (name, typed, value) => {
    expect(readTyped(name, typed)).toEqual(value);
  });
});

describe('readOptions', () => {
  it('takes what the plugin has, and nothing that was left empty or typed for another', () => {
    const choice = { name: 'mlp', options: { units: '32', dropout: '', l2: '1' } };
    expect(readOptions(['units', 'dropout'], choice)).toEqual({ units: [32] });
  });
});

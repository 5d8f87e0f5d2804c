import { expect, it } from 'vitest';
import { checkOptionNames } from './check-option-names.js';

it('takes any of the names, and none', () => {
  for (const given of [{}, { seed: 1 }, { seed: 1, labels: [] }]) {
    expect(() => {
      checkOptionNames(given, ['seed', 'labels'], 'for an image folder');
    }).not.toThrow();
  }
});

it('refuses another, names of every object among them, with the nearest', () => {
  expect(() => {
    checkOptionNames({ seed: 1, lables: [] }, ['seed', 'labels'], 'for an image folder');
  }).toThrow(
    expect.objectContaining({
      code: 'unknown-option',
      message: 'No option "lables" for an image folder. Use: seed, labels. Did you mean "labels"?',
    }),
  );
  expect(() => {
    checkOptionNames({ constructor: 1 }, ['seed'], 'for an image folder');
  }).toThrow('No option "constructor" for an image folder.');
});

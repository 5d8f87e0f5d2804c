import { expect, it } from 'vitest';
import { augmentOption } from './augment-option.js';

it('reads pairs, and gives what was written', () => {
  const ranges = { flip: 'horizontal', shift: 0.1, rotation: 10 };
  expect(augmentOption('flip=horizontal,shift=0.1,rotation=10')).toEqual(ranges);
  expect(augmentOption(' views = 4 , flip = both ')).toEqual({ views: 4, flip: 'both' });
});

it.each(['', 'flip', 'flip=', '=0.1', 'shift=0.1,', 'shift=0.1,shift=0.2', 'shift=0=1'])('refuses "%s"', (text) => {
  expect(() => augmentOption(text)).toThrow(
    'It takes NAME=VALUE,… with each name once, such as flip=horizontal,shift=0.1.',
  );
});

it.each([
  ['tilt=3', 'unknown-option', 'No option "tilt" in image augmentation. Use: flip, shift, zoom'],
  ['shift=far', 'bad-augmentation', 'shift must be a number from 0 to 0.5; got "far".'],
  ['rotation=270', 'bad-augmentation', 'rotation must be a number from 0 to 180; got 270.'],
  ['flip=1', 'bad-augmentation', 'flip must be one of none, horizontal, vertical, both; got 1.'],
])('refuses %s', (text, code, message) => {
  expect(() => augmentOption(text)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

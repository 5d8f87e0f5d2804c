import { expect, it } from 'vitest';
import { listNearest } from './nearest.js';

it('names what was most likely meant', () => {
  expect(listNearest('block3_add', ['block3b_add', 'top_conv', 'block3a_add'], 2)).toEqual([
    'block3b_add',
    'block3a_add',
  ]);
  expect(listNearest('NORMAL', ['normal', 'viral'], 1)).toEqual(['normal']);
  expect(listNearest('x', [])).toEqual([]);
});

it.each([
  // A beginning, however much is missing, before what happens to be as short.
  ['eff', ['vgg', 'efficientnet-lite0', 'elf-net'], 'efficientnet-lite0'],
  ['linear-probe', ['last-blocks', 'surgical', 'linear-probe-then-fine-tune'], 'linear-probe-then-fine-tune'],
  ['resnet50v2', ['vgg16', 'resnet50', 'inception-v3'], 'resnet50'],
  // A part of it.
  ['norm', ['fine-tune', 'batch-norm-only', 'surgical'], 'batch-norm-only'],
  ['blocks', ['fine-tune', 'last-blocks', 'surgical'], 'last-blocks'],
  ['5c add', ['block3_add', 'top_5c_add', '6c_bad'], 'top_5c_add'],
  // A slip.
  ['liner', ['lin', 'linear', 'mlp'], 'linear'],
  ['head_activatoin', ['head_conv', 'head_activation', 'top_activation'], 'head_activation'],
])('of %s', (name, allowed, meant) => {
  expect(listNearest(name, allowed)[0]).toBe(meant);
});

it('spends no time on names that nobody wrote, and shortens them', () => {
  const huge = 'x'.repeat(300_000);
  expect(listNearest(huge, [huge, `${huge}y`])).toEqual([`${'x'.repeat(80)}…`, `${'x'.repeat(80)}…`]);
});

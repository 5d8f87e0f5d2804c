import { expect, it } from 'vitest';
import { vgg19 } from './vgg.js';
import { withoutLast } from './without-last.js';

it('ends a backbone earlier, with the blocks that are left and without its classifier', async () => {
  const whole = await vgg19({ weights: 'bare' });
  const fc2 = withoutLast(whole, 1);
  expect(fc2.network.outputs).toEqual([{ from: 'fc2' }]);
  expect([fc2.classifier, fc2.blockEnds]).toEqual([undefined, whole.blockEnds]);
  expect(fc2.fingerprint).not.toBe(whole.fingerprint);
  const block4 = withoutLast(whole, 9);
  expect(block4.network.outputs).toEqual([{ from: 'block4_pool' }]);
  expect(block4.blockEnds).toEqual(['block1_pool', 'block2_pool', 'block3_pool', 'block4_pool']);
  expect(withoutLast(whole, 0)).toBe(whole);
});

it('refuses to leave out more than there is', async () => {
  const whole = await vgg19({ weights: 'bare' });
  expect(() => withoutLast(whole, 25)).toThrow(expect.objectContaining({ code: 'too-many-layers' }));
});

import { initializeWeights } from '@graftjs/network';
import { describe, expect, it } from 'vitest';
import { dropLast } from './drop-last.js';
import { deepFreeze } from './fixtures/deep-freeze.js';
import { resnet, vgg } from './fixtures/tiny-networks.js';
import { listCuts } from './list-cuts.js';

describe('dropLast', () => {
  it('ends the network so many layers earlier, and leaves the given one as it is', () => {
    const whole = deepFreeze(initializeWeights(vgg, 1));
    const names = whole.layers.map(({ name }) => name);
    for (const count of names.keys()) {
      const left = dropLast(whole, count);
      expect(left.layers.map(({ name }) => name)).toEqual(names.slice(0, names.length - count));
      expect(left.outputs).toEqual([{ from: names.at(-1 - count) }]);
    }
    expect(dropLast(whole, 0)).toBe(whole);
    const weights = [...dropLast(whole, 1).weights.keys()];
    expect(weights).not.toContain('predictions/kernel');
    expect(weights).toContain('fc1/kernel');
  });

  it('leaves out what does not lead to the output', () => {
    const cuts = listCuts(resnet).map(({ layer }) => layer);
    expect(cuts).toContain(dropLast(resnet, 2).outputs[0]?.from);
  });

  it('refuses to drop more than there are, and names them', () => {
    const names = vgg.layers.map(({ name }) => name);
    expect(() => dropLast(vgg, 99)).toThrow(
      expect.objectContaining({
        code: 'too-many-layers',
        message: `tiny-vgg has ${names.length} layers on the way from "image" to its output, so 99 cannot be dropped: ${names.join(', ')}. Drop at most ${names.length - 1}.`,
      }),
    );
    expect(() => dropLast(vgg, names.length)).toThrow(expect.objectContaining({ code: 'too-many-layers' }));
  });

  it('refuses to end within a branch, and says what can be dropped', () => {
    const refused = resnet.layers
      .map((_, count) => {
        try {
          dropLast(resnet, count);
          return [];
        } catch (error) {
          return [error as { code: string; message: string }];
        }
      })
      .flat();
    expect(refused.length).toBeGreaterThan(2);
    for (const { code, message } of refused) {
      expect(code).toBe('unknown-cut');
      expect(message).toMatch(
        /^Without its last \d+ layers tiny-resnet would end at "\w+", which is no cut: another path goes around it\. Drop \d+ \(to "\w+"\)/,
      );
      for (const [, count] of message.matchAll(/(\d+) \(to/g))
        expect(() => dropLast(resnet, Number(count))).not.toThrow();
    }
  });

  it.each([-1, 1.5, NaN])('refuses %s layers', (count) => {
    expect(() => dropLast(vgg, count)).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: `How many last layers are dropped is a whole number from 0; got ${count}.`,
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { textPlugin, textPreprocess } from './text-preprocess.js';
import type { TextSpec } from './text-spec.js';

const base: TextSpec = {
  input: 'ids',
  pieces: [['<unk>', 0], ['▁', -4], ['▁a', -2], ['b', -3], ['▁rose', -5]], // prettier-ignore
  reserved: 1,
  longest: 4,
};

describe('textPreprocess', () => {
  it('gives ids, batch axis first, filled up with -1 to the longest', async () => {
    const { prepare, batch } = textPreprocess(base);
    const tensors = batch([await prepare('ab rose'), await prepare('rose')]);
    expect([...tensors.keys()]).toEqual(['ids']);
    expect(tensors.get('ids')).toEqual({ dtype: 'int32', shape: [2, 3], data: Int32Array.of(2, 3, 4, 4, -1, -1) });
  });

  it('makes an empty batch of nothing', () => {
    expect(textPreprocess(base).batch([]).get('ids')).toEqual({
      dtype: 'int32',
      shape: [0, 0],
      data: new Int32Array(),
    });
  });

  it('says everything in its spec, and is restored from it', async () => {
    const preprocess = textPreprocess(base);
    expect(preprocess.spec).toEqual(base);
    expect([textPlugin.kind, textPlugin.modality]).toEqual([preprocess.kind, 'text']);
    const restored = textPlugin.restore(JSON.parse(JSON.stringify(preprocess.spec)));
    expect(restored.spec).toEqual(preprocess.spec);
    expect(restored.batch([await restored.prepare('rose')])).toEqual(preprocess.batch([[4]]));
  });

  it('names the version of Unicode, which says what is compatible', () => {
    expect(textPreprocess(base).runtime).toMatch(/^Unicode \d+\.\d+$/);
  });

  it('names a text by its characters', async () => {
    const { fingerprint } = textPreprocess(base);
    const names = await Promise.all(['a', 'b', 'a ', 'a'].map(fingerprint));
    expect(new Set(names).size).toBe(3);
    expect(names[3]).toBe(names[0]);
  });

  it.each([
    ['', 'empty-text', 'The text is empty, or has nothing but spaces. Give it words, or leave it out.'],
    [' \n', 'empty-text', 'The text is empty, or has nothing but spaces. Give it words, or leave it out.'],
    ['abbbb', 'text-too-long', 'The text has 5 pieces, and 4 are the most that are taken at once. Shorten it, or divide it.'], // prettier-ignore
    [7 as never, 'bad-text', 'A text is a string; got number.'],
    [null as never, 'bad-text', 'A text is a string; got null.'],
  ])('refuses %j', async (text, code, message) => {
    await expect(textPreprocess(base).prepare(text)).rejects.toMatchObject({ code, message });
  });
});

it('refuses a batch of what it did not prepare', () => {
  expect(() => textPreprocess(base).batch(['rose'])).toThrow(
    expect.objectContaining({ code: 'bad-text', message: 'A batch takes ids, as prepare gives them; got string.' }),
  );
});

describe('a bad spec', () => {
  it.each([
    [[], 'bad-text-spec', 'The spec must be an object with input, pieces, reserved, longest; got [].'],
    [{ ...base, input: '' }, 'bad-text-spec', 'input must be the name of a network input; got "".'],
    [{ ...base, pieces: 'a b' }, 'bad-text-spec', 'pieces must be a list of [piece, score]; got "a b".'],
    [{ ...base, pieces: [['a', null]] }, 'bad-text-spec', 'each of pieces must be [piece, score], a text and a number; got ["a",null].'], // prettier-ignore
    [{ ...base, reserved: 5 }, 'bad-text-spec', 'reserved must be a whole number from 1, below the number of pieces, 5; got 5.'], // prettier-ignore
    [{ ...base, reserved: 0 }, 'bad-text-spec', 'reserved must be a whole number from 1, below the number of pieces, 5; got 0.'], // prettier-ignore
    [{ input: 'ids', pieces: base.pieces, reserved: 1 }, 'bad-text-spec', 'longest must be a whole number from 1; got nothing.'], // prettier-ignore
  ])('%j', (spec, code, message) => {
    const failure = expect.objectContaining({ code, message: `Text preprocessing: ${message}` }) as Error;
    expect(() => textPlugin.restore(spec as never)).toThrow(failure);
    expect(() => textPreprocess(spec as never)).toThrow(failure);
  });

  it('names the nearest option', () => {
    expect(() => textPlugin.restore({ ...base, length: 3 } as never)).toThrow(
      expect.objectContaining({
        code: 'unknown-option',
        message: expect.stringMatching(/^No option "length" in text preprocessing\. Use: .* Did you mean "longest"\?$/),
      }) as Error,
    );
  });
});

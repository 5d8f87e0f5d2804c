import { describe, expect, it } from 'vitest';
import { sortDrop, sortInto } from './sort-drop.js';

const file = new Blob(['x']);
const sort = (...paths: string[]) => {
  const { name, pictures } = sortDrop(
    paths.map((path) => ({ path, file })),
    'loose',
  );
  return { name, pictures: pictures.map(({ label, split, name: inner }) => [split, label, inner]) };
};

describe('sortDrop', () => {
  it('takes several folders as a class each, however deep their pictures lie', () => {
    expect(sort('cat/1.jpg', '/dog/indoors/2.jpg')).toEqual({
      name: undefined,
      pictures: [
        [undefined, 'cat', '1.jpg'],
        [undefined, 'dog', 'indoors/2.jpg'],
      ],
    });
  });

  it('looks into one folder that holds the classes, and into those around it', () => {
    const expected = [
      [undefined, 'cat', '1.jpg'],
      [undefined, 'dog', '2.jpg'],
    ];
    expect(sort('pets/cat/1.jpg', 'pets/dog/2.jpg')).toEqual({ name: 'pets', pictures: expected });
    expect(sort('farm/farm/cat/1.jpg', 'farm/farm/dog/2.jpg')).toEqual({ name: 'farm', pictures: expected });
    // A split alone divides nothing.
    expect(sort('all/train/cat/1.jpg', 'all/train/dog/2.jpg')).toEqual({ name: 'all', pictures: expected });
  });

  it('takes one folder as one class, with or without folders in it', () => {
    expect(sort('cat/1.jpg', 'cat/2.jpg').pictures.map(([, label]) => label)).toEqual(['cat', 'cat']);
    expect(sort('train/cat/1.jpg', 'train/cat/2.jpg').pictures.map(([, label]) => label)).toEqual(['cat', 'cat']);
    expect(sort('cat/2024/1.jpg', 'cat/2024/2.jpg').pictures[0]).toEqual([undefined, 'cat', '2024/1.jpg']);
    expect(sort('cat/2024/1.jpg', 'cat/2.jpg').pictures).toEqual([
      [undefined, 'cat', '2024/1.jpg'],
      [undefined, 'cat', '2.jpg'],
    ]);
  });

  it('knows folders that are named for splits, where one of them is for training', () => {
    expect(sort('Train/cat/1.jpg', 'val/cat/2.jpg', 'test/dog/a/3.jpg').pictures).toEqual([
      ['train', 'cat', '1.jpg'],
      ['validation', 'cat', '2.jpg'],
      ['test', 'dog', 'a/3.jpg'],
    ]);
    expect(sort('test/a/1.jpg', 'cat/a/2.jpg').pictures.map(([split, label]) => [split, label])).toEqual([
      [undefined, 'test'],
      [undefined, 'cat'],
    ]);
  });

  it('puts what lies in no folder into one class, and passes over what is no part of the pictures', () => {
    expect(
      sort('1.jpg', '.DS_Store', 'cat/Thumbs.db', 'cat/.x/1.jpg', '__MACOSX/cat/1.jpg', 'cat/1.txt').pictures,
    ).toEqual([[undefined, 'loose', '1.jpg']]);
    expect(sort()).toEqual({ name: undefined, pictures: [] });
  });

  it('takes signs that some systems have in no name for _', () => {
    expect(sort('a\\b:c?*/1|2.jpg').pictures).toEqual([[undefined, 'a_b_c__', '1_2.jpg']]);
  });

  it('takes a name as composed Unicode, however it was written', () => {
    expect(sort('Cafe\u0301/1.jpg').pictures[0]?.[1]).toBe('Caf\u00e9');
  });
});

it('sortInto takes all for one class', () => {
  const files = ['1.jpg', 'indoors/2.jpg', 'notes.txt'].map((path) => ({ path, file }));
  expect(sortInto('cat', files).pictures.map(({ label, name }) => `${label}/${name}`)).toEqual([
    'cat/1.jpg',
    'cat/indoors/2.jpg',
  ]);
});

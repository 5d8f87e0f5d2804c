import { expect, it } from 'vitest';
import { isSidecar, noteSidecars } from './sidecar-files.js';

it('knows what lies beside pictures by its ending, in any case', () => {
  expect(['cat/1.TXT', 'labels.csv', 'dog/2.jpg.xml', 'dog/IMG_1.aae'].filter(isSidecar)).toHaveLength(4);
  // A picture may have any other name, or none of the usual endings.
  expect(
    ['cat/1.jpg', 'cat/1', 'txt', 'json/1.png', 'cat/.txt/1', 'cat/1.gif', 'v1.2/picture'].filter(isSidecar),
  ).toEqual([]);
});

it('says once what was set aside', () => {
  expect(noteSidecars([])).toEqual([]);
  expect(noteSidecars(['a.txt'])[0]?.message).toBe(
    '1 file beside the pictures is no picture, by name, and left out: a.txt',
  );
  expect(noteSidecars(['a.txt', 'b.txt', 'c.txt', 'd.txt'])).toEqual([
    {
      code: 'sidecar-files',
      message: '4 files beside the pictures are no pictures, by name, and left out: a.txt, b.txt, c.txt, …',
      ids: ['a.txt', 'b.txt', 'c.txt', 'd.txt'],
    },
  ]);
});

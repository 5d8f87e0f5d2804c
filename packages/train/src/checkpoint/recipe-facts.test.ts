import { expect, it } from 'vitest';
import { listDifferences } from './recipe-facts.js';

const hash = (digit: string): string => digit.repeat(64);

it('names what is not the same any more, and of hashes the first digits', () => {
  const then = { data: `["pets","${hash('a')}"]`, backbone: `["one","${hash('a')}"]`, seed: '1', pool: 'mean' };
  const now = { data: `["pets","${hash('b')}"]`, backbone: `["two","${hash('b')}"]`, seed: '1', cut: 'top' };
  expect(listDifferences(then, now)).toEqual([
    'data: pets has other examples than it had, or divides them otherwise: files were added, removed, renamed or changed',
    'backbone: ["one","aaaaaaaa…"] then, ["two","bbbbbbbb…"] now',
    'pool: mean then, nothing now',
    'cut: nothing then, top now',
  ]);
  expect(listDifferences(then, then)).toEqual([]);
});

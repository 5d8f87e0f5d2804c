import { expect, it } from 'vitest';
import { placeOf } from './kept-names.js';

const page = (baseURI: string) => placeOf({ document: { baseURI } as Document, name: 'of a window' });

it('is the same however a page is asked for, and another for an app beside it', () => {
  expect(page('https://host/pets/')).toBe('/pets/');
  expect(page('https://host/pets/index.html?a=/b/#c')).toBe('/pets/');
  expect(page('https://host/')).toBe('/');
  expect(page('https://host/birds/')).toBe('/birds/');
});

it('is what a worker was called by its page', () => {
  expect(placeOf({ name: '/pets/' })).toBe('/pets/');
});

import { expect, it } from 'vitest';
import { searched } from '../../test/rates.js';
import { formatRates } from './format-rates.js';
import { ratesPage } from './rates-page.js';

const { search } = searched;
const none = { ...searched, search: { ...search, suggestion: null, reason: 'It falls <nowhere>.' } };
const flawed = {
  ...searched,
  search: { ...search, skipped: [{ id: 'cat/<b>.jpg', code: 'x', reason: 'It is | empty.' }] },
};

it('says which rate and why, shows the curve, and how it was found, in Markdown', () => {
  const text = formatRates(searched);
  expect(text).toMatch(
    /^# pets: learning rates for “tune \\<the\\> last 1”\n\n\*\*Suggested: 0\.0019\.\*\* The smoothed loss/,
  );
  expect(text).toContain('![Loss by learning rate. Suggested: 0.0019.](data:image/svg+xml;base64,');
  expect(text).toMatch(/\| valley +\| in the middle of the longest fall +\| +0\.001912 \|/);
  expect(text).toMatch(/\| minimum +\| .* +\| +none \|/);
  expect(text).toContain('- freeze strategy: last-blocks, whose own rate is 1e-4\n');
  expect(text).toContain('- rates: 40, from 1e-7 to 6.31, one step each, on a copy of the weights\n');
  expect(text).toContain('"seed": 1');
  expect(text).not.toContain('Left out');
  expect(text.endsWith('|\n')).toBe(true);
});

it('says so where there is no suggestion, and lists what was left out', () => {
  expect(formatRates(none)).toContain('**No suggestion.** It falls \\<nowhere\\>.');
  expect(formatRates(flawed)).toMatch(/## Left out\n\n.*\n.*\n\| cat\/\\<b\\>\.jpg \| It is \\\| empty\. \|/);
});

it('tells the same as a page of its own', () => {
  const html = ratesPage(searched);
  expect(html).toContain('<h1>pets: learning rates for &#8220;tune &#60;the&#62; last 1&#8221;</h1>');
  expect(html).toContain('<strong>Suggested: 0.0019.</strong> The smoothed loss');
  expect(html).toContain('<svg xmlns=');
  expect(html).toContain('<td>valley</td><td>in the middle of the longest fall</td><td>0.001912</td>');
  expect(html).not.toMatch(/<script|src=|href=|Left out/);
  // eslint-disable-next-line no-control-regex
  expect(html).toMatch(/^[\x00-\x7f]*$/);
  expect(ratesPage(flawed)).toContain('<td>cat/&#60;b&#62;.jpg</td><td>It is | empty.</td>');
  expect(ratesPage(none)).toContain('<strong>No suggestion.</strong> It falls &#60;nowhere&#62;.');
});

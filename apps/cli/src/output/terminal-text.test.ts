import { expect, it } from 'vitest';
import { terminalText } from './terminal-text.js';

it('leaves text as it is, in any script, with its lines and tabs', () => {
  const text = 'größe\t猫 🐈 קובץ\nnext line';
  expect(terminalText(text)).toBe(text);
});

it.each([
  ['clears the screen \u001b[2J', String.raw`clears the screen \u001b[2J`],
  ['a title \u001b]0;owned\u0007', String.raw`a title \u001b]0;owned\u0007`],
  ['begins anew\rover it', String.raw`begins anew\u000dover it`],
  ['one byte \u009b2J', String.raw`one byte \u009b2J`],
  ['hidden \u001b[8mtext', String.raw`hidden \u001b[8mtext`],
  ['evil\u202egpj.exe', String.raw`evil\u202egpj.exe`],
])('spells out what steers a terminal: %j', (text, clean) => {
  expect(terminalText(text)).toBe(clean);
  expect(terminalText(text, true)).toBe(clean);
});

it('keeps colours where they are in use, and only those that Graft uses', () => {
  expect(terminalText('\u001b[1mbold\u001b[22m', true)).toBe('\u001b[1mbold\u001b[22m');
  expect(terminalText('\u001b[1mbold', false)).toBe(String.raw`\u001b[1mbold`);
});

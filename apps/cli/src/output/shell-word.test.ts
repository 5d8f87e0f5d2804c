import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from './shell-word.js';

it('leaves alone what needs no quotes', () => {
  expect(shellWord('runs/pets-2.safetensors')).toBe('runs/pets-2.safetensors');
  expect(shellWord('my pets')).toBe("'my pets'");
});

it.skipIf(process.platform === 'win32').each(['my pets', "it's $HOME", '`ls`', '', 'a\nb', '*'])(
  'a shell reads %j back',
  (word) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
  },
);

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPluginNames } from './check-plugin-names.js';
import { builtIn } from './plugins.js';

const chosen = { backbone: 'efficientnet-lite0', head: 'linear', freeze: 'lp-ft' };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pets-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('knows names and second names', () => {
  checkPluginNames(chosen, builtIn);
});

it.each([
  [{ head: 'linar' }, 'unknown-head', 'No head "linar". Did you mean one of: linear'],
  [{ freeze: 'lpft' }, 'unknown-freeze-strategy', 'No freeze strategy "lpft". Did you mean one of: lp-ft,'],
  [{ backbone: 'vgg18' }, 'unknown-backbone', 'No backbone "vgg18". Did you mean one of: vgg16, vgg19'],
  [{ backbone: 'nowhere.h5' }, 'cannot-read-file', 'Cannot read "nowhere.h5": there is no such file.'],
])('refuses %j', (other, code, message) => {
  expect(() => {
    checkPluginNames({ ...chosen, ...other }, builtIn);
  }).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
});

it('tells a folder of something else from that of a network', () => {
  expect(() => {
    checkPluginNames({ ...chosen, backbone: folder }, builtIn);
  }).toThrow(
    expect.objectContaining({
      code: 'unknown-backbone',
      message: `${folder} is a folder of pictures, or of other files, and not of a network: none of model.json, model.min.js, config.json, saved_model.pb is in it. Name a backbone (see \`graft list\`), or a network's file.`,
    }),
  );
});

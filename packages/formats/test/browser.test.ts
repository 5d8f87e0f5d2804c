import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesOf } from '@graftjs/core';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { readKeras, writeKeras } from '../src/keras.js';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

describe('in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    if (executablePath === undefined) return;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
    page = await browser.newPage();
    const bundled = await build({
      entryPoints: [fileURLToPath(new URL('../src/keras.ts', import.meta.url))],
      bundle: true,
      write: false,
      platform: 'browser',
      conditions: ['@graftjs/source'],
      format: 'iife',
      globalName: 'graftKeras',
    });
    await page.addScriptTag({ content: bundled.outputFiles[0]!.text });
  });
  afterAll(() => browser?.close());
  beforeEach((context: TestContext) => {
    if (executablePath !== undefined) return;
    const reason = 'Chromium is not installed; on Debian: apt-get install chromium';
    Object.assign(context.task.meta, { reason });
    context.skip(reason);
  });

  it.each(['plain.k3.keras', 'branches.k2.h5', 'words.k3.keras'])(
    'reads and writes what Node does: %s',
    async (name) => {
      const file = readFixture(`keras/${name}`);
      const there = await page.evaluate(async (base64) => {
        const { graftKeras } = globalThis as unknown as { graftKeras: typeof import('../src/keras.js') };
        const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);
        const { network } = await graftKeras.readKeras(blob);
        return {
          layers: network.layers,
          weights: [...network.weights].map(
            ([weight, { data }]) => [weight, [...new Uint8Array(data.buffer)]] as const,
          ),
          written: [...(await graftKeras.writeKeras(network))],
        };
      }, Buffer.from(file).toString('base64'));
      const { network } = await readKeras(file);
      expect(there.layers).toEqual(network.layers);
      expect(there.weights).toEqual([...network.weights].map(([weight, tensor]) => [weight, [...bytesOf(tensor)]]));
      expect(Uint8Array.from(there.written)).toEqual(await writeKeras(network));
    },
  );
});

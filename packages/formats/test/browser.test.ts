import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesOf } from '@graftjs/core';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { readFixture } from '../src/fixtures/read-fixture.js';
import { readModelFiles } from '../src/fixtures/read-model-files.js';
import { readKeras, writeKeras } from '../src/keras.js';
import { readTfjsArtifacts, readTfjsModel } from '../src/tfjs.js';

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
    for (const [file, globalName] of [
      ['keras', 'graftKeras'],
      ['tfjs', 'graftTfjs'],
    ] as const) {
      const bundled = await build({
        entryPoints: [fileURLToPath(new URL(`../src/${file}.ts`, import.meta.url))],
        bundle: true,
        write: false,
        platform: 'browser',
        conditions: ['@graftjs/source'],
        format: 'iife',
        globalName,
      });
      await page.addScriptTag({ content: bundled.outputFiles[0]!.text });
    }
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

  it.each(['plain.uint8', 'plain.float16', 'shapes.graph'])(
    'reads the models of TensorFlow.js that Node reads: %s',
    async (name) => {
      const files = readModelFiles(name);
      const there = await page.evaluate(
        async (list) => {
          const { graftTfjs } = globalThis as unknown as { graftTfjs: typeof import('../src/tfjs.js') };
          const blobs = list.map(([file, base64]) => {
            return [file, new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))])] as const;
          });
          const { network } = await graftTfjs.readTfjsModel(await graftTfjs.readTfjsArtifacts(new Map(blobs)));
          const weights = [...network.weights].map(
            ([weight, { data }]) => [weight, [...new Uint8Array(data.buffer)]] as const,
          );
          return { layers: network.layers, weights };
        },
        [...files].map(([file, bytes]) => [file, Buffer.from(bytes).toString('base64')] as const),
      );
      const { network } = await readTfjsModel(await readTfjsArtifacts(files));
      expect(there.layers).toEqual(network.layers);
      expect(there.weights).toEqual([...network.weights].map(([weight, tensor]) => [weight, [...bytesOf(tensor)]]));
    },
  );
});

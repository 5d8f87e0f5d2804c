import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** What runs in the page. */
interface InPage {
  readonly graftStore: typeof import('../src/indexed-db-store.js');
}

describe('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let script = '';

  beforeAll(async () => {
    if (browserPath === undefined) return;
    browser = await launchBrowser();
    page = await browser.newPage();
    // A page of its own origin, without a server: about:blank has no database.
    await page.route('http://localhost:9/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>page' }));
    const bundled = await build({
      entryPoints: [fileURLToPath(new URL('../src/indexed-db-store.ts', import.meta.url))],
      bundle: true,
      write: false,
      platform: 'browser',
      conditions: ['@graftjs/source'],
      format: 'iife',
      globalName: 'graftStore',
    });
    script = bundled.outputFiles[0]!.text;
  });
  afterAll(() => browser?.close());
  beforeEach(async (context) => {
    skipWithoutBrowser(context);
    await visit();
  });

  async function visit(): Promise<void> {
    await page.goto('http://localhost:9/');
    await page.addScriptTag({ content: script });
  }

  it('keeps values from visit to visit, each by itself', async () => {
    await page.evaluate(async () => {
      const store = (globalThis as unknown as InPage).graftStore.indexedDbStore('visits');
      const large = new Float32Array(1000).fill(7);
      await store.set('aa', { dtype: 'float32', shape: [2], data: large.subarray(10, 12) });
    });
    await visit();
    const found = await page.evaluate(async () => {
      const store = (globalThis as unknown as InPage).graftStore.indexedDbStore('visits');
      const value = await store.get('aa');
      return { shape: value?.shape, data: [...(value?.data ?? [])], behind: value?.data.buffer.byteLength };
    });
    expect(found).toEqual({ shape: [2], data: [7, 7], behind: 8 });
  });

  it('makes room by forgetting what was not used for longest', async () => {
    const found = await page.evaluate(async () => {
      const { indexedDbStore } = (globalThis as unknown as InPage).graftStore;
      const store = indexedDbStore('full', { maxBytes: 4000 });
      const value = (bytes: number) => ({
        dtype: 'float32' as const,
        shape: [bytes / 4],
        data: new Float32Array(bytes / 4),
      });
      for (let index = 10; index < 20; index++) {
        await store.set(String(index), value(1000));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      await store.set('99', value(5000));
      const kept = [];
      for (const key of [...Array(10).keys()].map((index) => String(index + 10)).concat('99')) {
        if (await store.get(key)) kept.push(key);
      }
      return kept;
    });
    expect(found).toEqual(['16', '17', '18', '19']);
  });

  it('goes on when its data are deleted', async () => {
    const found = await page.evaluate(async () => {
      const store = (globalThis as unknown as InPage).graftStore.indexedDbStore('deleted');
      const value = { dtype: 'int32' as const, shape: [1], data: Int32Array.of(5) };
      await store.set('aa', value);
      await new Promise((resolve) => (indexedDB.deleteDatabase('deleted').onsuccess = resolve));
      const gone = await store.get('aa');
      await store.set('bb', value);
      return [gone, (await store.get('bb'))?.data[0]];
    });
    expect(found).toEqual([undefined, 5]);
  });

  it('says why it cannot keep a value, and what a key is', async () => {
    const said = await page.evaluate(async () => {
      const { indexedDbStore } = (globalThis as unknown as InPage).graftStore;
      const value = { dtype: 'int32' as const, shape: [1], data: Int32Array.of(5) };
      const reason = (error: Error & { code?: string }) => `${error.code}: ${error.message}`;
      const words = [await indexedDbStore('x').get('no key').then(String, reason)];
      indexedDB.open = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      };
      words.push(await indexedDbStore('full disk').set('aa', value).then(String, reason));
      words.push(String(await indexedDbStore('full disk').get('aa')));
      return words;
    });
    expect(said).toEqual([
      'bad-cache-key: A cache key is 2 to 128 hexadecimal digits in small letters, as fingerprint().hex() gives; got "no key".',
      'cache-not-writable: Cannot keep features in the browser\'s database "full disk": The quota has been exceeded. Make room, allow the page to keep data, or work without a cache.',
      'undefined',
    ]);
  });
});

import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { beforeEach, it } from 'vitest';

beforeEach(skipWithoutBrowser);

it('stores in IndexedDB, in Chromium', async () => {
  if (browserPath === undefined) return;
  const bundled = await build({
    stdin: {
      contents: `
        import { indexedDbStore } from '@graftjs/cache/indexed-db-store';
        import { checkpointDatabase, clearCheckpointDatabase } from '@graftjs/train/checkpoint-database';
        import { checkCheckpointStore } from './check-checkpoint-store.ts';
        import { checkFeatureStore } from './check-feature-store.ts';
        export async function check() {
          await checkFeatureStore(indexedDbStore('conformance'));
          const open = () => checkpointDatabase('checkpoints');
          await checkCheckpointStore(open);
          await clearCheckpointDatabase('checkpoints');
          await checkCheckpointStore(open);
        }
      `,
      resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
    },
    bundle: true,
    write: false,
    platform: 'browser',
    conditions: ['@graftjs/source'],
    format: 'iife',
    globalName: 'graftCheck',
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    // A page of its own origin, without a server: about:blank has no database.
    await page.route('http://localhost:9/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>page' }));
    await page.goto('http://localhost:9/');
    await page.addScriptTag({ content: bundled.outputFiles[0]!.text });
    await page.evaluate(() => (globalThis as unknown as { graftCheck: { check(): Promise<void> } }).graftCheck.check());
  } finally {
    await browser.close();
  }
});

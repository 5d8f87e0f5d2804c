import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kerasCases } from '@graftjs/network/fixtures/keras-cases';
import { build, type Plugin } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type * as conformance from './backend-conformance.js';

/** Opens a page that holds the checks of `backend-conformance.ts`. */
export async function openConformance(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  // A page of its own origin, without a server: about:blank is no secure context, which WebGPU needs.
  await page.route('http://localhost:9/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    return path.endsWith('.wasm')
      ? route.fulfill({ contentType: 'application/wasm', body: readFileSync(join(wasmFiles, path)) })
      : route.fulfill({ contentType: 'text/html', body: '<p>page' });
  });
  await page.goto('http://localhost:9/');
  program ??= await buildProgram();
  await page.addScriptTag({ content: program });
  return page;
}

const wasmFiles = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
let program: string | undefined;

type Program = typeof conformance;

/** Runs one of its functions in the page. */
export async function call<Name extends keyof Program>(
  page: Page,
  name: Name,
  ...args: Parameters<Program[Name]>
): Promise<Awaited<ReturnType<Program[Name]>>> {
  return page.evaluate(
    ([member, given]) =>
      (globalThis as unknown as { graftCheck: Record<string, (...all: unknown[]) => never> }).graftCheck[member]!(
        ...given,
      ),
    [name, args] as const,
  );
}

async function buildProgram(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('backend-conformance.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'browser',
    conditions: ['@graftjs/source'],
    format: 'iife',
    globalName: 'graftCheck',
    define: { 'import.meta.url': '"http://localhost:9/"' },
    plugins: [withKerasCases],
  });
  return outputFiles[0]!.text;
}

/** A page reads no files, so the fixtures are put in where they would be read. */
const withKerasCases: Plugin = {
  name: 'keras-cases',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:fs$/ }, () => ({ path: 'fixtures', namespace: 'keras' }));
    onLoad({ filter: /.*/, namespace: 'keras' }, () => ({
      contents: `
        const cases = ${JSON.stringify(kerasCases)};
        export const readdirSync = () => ['all.json'];
        export const readFileSync = () => JSON.stringify({ cases });`,
    }));
  },
};

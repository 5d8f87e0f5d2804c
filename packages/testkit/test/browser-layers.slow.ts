import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserPath, launchBrowser, skipWithoutBrowser, softwareGpu } from '@graftjs/test-support/browser';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Line } from './backend-conformance.js';
import { call, openConformance } from './open-conformance.js';

// What ran is kept where GRAFT_CONFORMANCE names a folder:
//     GRAFT_SLOW=1 GRAFT_CONFORMANCE=../../docs/conformance npx vitest run --config ../../vitest.config.ts test/browser-layers.slow.ts
const record = process.env['GRAFT_CONFORMANCE'];

/** Of the largest value. */
const TOLERANCE = 1e-5;

let browser: Browser;
beforeAll(async () => {
  if (browserPath !== undefined) browser = await launchBrowser([], softwareGpu);
});
beforeEach(skipWithoutBrowser);
afterAll(() => browser?.close());

it.each(['wasm', 'webgpu', 'webgl'])('%s gives outputs and gradients of Keras for every layer', async (name) => {
  const page = await openConformance(browser);
  const { engine, device } = await call(page, 'start', name);
  const lines: Line[] = await call(page, 'check', name);
  const { checked, wrong } = await call(page, 'checkLayers', TOLERANCE);
  const problem = Object.keys(wrong).length > 0 ? JSON.stringify(wrong) : undefined;
  const what = `Outputs and gradients of ${checked} layers are those of Keras within ${TOLERANCE} of the largest`;
  lines.push({ what, ...(problem !== undefined && { problem }) });
  await page.close();
  if (record !== undefined) {
    mkdirSync(record, { recursive: true });
    const head = `# Conformance on ${name} in a browser\n\nEngine ${engine}; it computes on: ${device}. Chromium ${browser.version()}, headless. Made by \`packages/testkit/test/browser-layers.slow.ts\`.`;
    writeFileSync(join(record, `${name}-browser.md`), `${head}\n\n${lines.map(describeLine).join('\n')}\n`);
  }
  expect(lines.filter((line) => line.problem !== undefined)).toEqual([]);
});

function describeLine({ what, problem }: Line): string {
  return problem === undefined ? `- passed: ${what}` : `- **failed**: ${what}: ${problem}`;
}

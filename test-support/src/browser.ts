import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import type { TestContext } from 'vitest';

/** The Chromium that the environment variable GRAFT_BROWSER names, else one in a usual place; undefined where there is none. */
export const browserPath =
  process.env['GRAFT_BROWSER'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** A graphics card that is a program, for WebGPU and WebGL: right, and slow. */
export const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
];

/**
 * Starts it; whoever does closes it. Only where there is one.
 *
 * @param switches more of them, such as for a camera that is not there
 * @param graphics those of its graphics card, such as `softwareGpu`; default: it has none
 */
export async function launchBrowser(
  switches: readonly string[] = [],
  graphics: readonly string[] = ['--disable-3d-apis'],
): Promise<Browser> {
  return chromium.launch({
    ...(browserPath !== undefined && { executablePath: browserPath }),
    args: ['--no-sandbox', '--disable-background-networking', ...graphics, ...switches],
  });
}

/** Leaves a test out, with the reason, where there is no browser. */
export function skipWithoutBrowser(context: TestContext): void {
  if (browserPath !== undefined) return;
  const reason = 'Chromium is not installed; on Debian: apt-get install chromium. Or name one by GRAFT_BROWSER';
  Object.assign(context.task.meta, { reason });
  context.skip(reason);
}

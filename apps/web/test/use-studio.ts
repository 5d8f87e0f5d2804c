import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { keptNames } from '../src/keeping/kept-names.js';
import { serveApp, type ServedApp } from './serve-app.js';
import { watchPage } from './watch-page.js';

/** The app, served and open in a browser, for the tests of one file. */
export interface Studio {
  /** A folder of the tests' own, with what is served in it; it goes when they are done. */
  readonly work: string;
  readonly app: ServedApp;
  readonly browser: Browser;
  readonly context: BrowserContext;
  /** The last that was opened. */
  readonly page: Page;
  /** Whatever should not have happened on any of its pages; see `watchPage`. */
  readonly problems: readonly string[];
  /** Opens the app on another page. */
  visit(): Promise<void>;
  /** Opens the app in another browser, and closes the one before. */
  restart(): Promise<void>;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

interface StudioOptions {
  /** See `launchBrowser`. */
  readonly switches?: readonly string[];
  readonly graphics?: readonly string[];
  readonly context?: BrowserContextOptions;
  /** Where the folder of the tests is made. Default: that of the system for such. */
  readonly within?: string;
  /** @returns a folder in which the app is built first; default: the app as it is built already */
  readonly source?: (work: string) => string;
  /** Whether each backend is tried first, as for any new visitor: some seconds. Default: WebAssembly was chosen before. */
  readonly measures?: boolean;
  /** Puts there what the tests need, before the page is opened. */
  readonly prepare?: (studio: Studio) => Promise<void> | void;
}

/** In the page, before it is there; what was chosen since stays. */
function chooseWasm(key: string): void {
  if (localStorage.getItem(key) === null) localStorage.setItem(key, JSON.stringify({ name: 'wasm' }));
}

/** Opens the app before the tests of a file and closes it after them; where there is no browser they are left out, with the reason. */
export function useStudio(options: StudioOptions = {}): Studio {
  const problems: string[] = [];
  // The rest is there once the first test runs.
  const studio = { problems, visit, restart } as unknown as Writable<Studio>;

  async function visit(): Promise<void> {
    studio.page = await studio.context.newPage();
    await watchPage(studio.page, studio.app.address, problems);
    await studio.page.goto(studio.app.address);
  }

  async function restart(): Promise<void> {
    await studio.browser?.close();
    studio.browser = await launchBrowser(options.switches, options.graphics);
    studio.context = await studio.browser.newContext(options.context);
    if (options.measures !== true) await studio.context.addInitScript(chooseWasm, keptNames.backend);
    await options.prepare?.(studio);
    await visit();
  }

  beforeAll(async () => {
    if (browserPath === undefined) return;
    const { within = tmpdir() } = options;
    mkdirSync(within, { recursive: true });
    studio.work = mkdtempSync(join(within, 'graft-studio-'));
    studio.app = await serveApp(studio.work, options.source?.(studio.work));
    await restart();
  }, 300_000);

  beforeEach(skipWithoutBrowser);

  afterAll(async () => {
    await studio.browser?.close();
    await studio.app?.close();
    if (studio.work) rmSync(studio.work, { recursive: true });
  });

  return studio;
}

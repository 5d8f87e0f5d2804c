import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath, launchBrowser, skipWithoutBrowser } from '@graftjs/test-support/browser';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveApp, type ServedApp } from './serve-app.js';
import { drop, listViolations, watchPage } from './watch-page.js';

const zone = '[aria-labelledby=pictures-heading] .react-aria-DropZone';
const perClass = 6;
const kept = 'This page is kept in the browser, and works without a network too.';

describe('installable, and open without a network', () => {
  let work = '';
  let app: ServedApp;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  const labels = ['NORMAL', 'PNEUMONIA'];
  const pictures = (label: string): string => join(work, 'data', label);

  beforeAll(async () => {
    if (browserPath === undefined) return;
    work = mkdtempSync(join(tmpdir(), 'graft-offline-'));
    for (const label of labels) {
      mkdirSync(pictures(label), { recursive: true });
      const from = join(fileURLToPath(folder), 'test', label);
      for (const file of readdirSync(from).slice(0, perClass))
        copyFileSync(join(from, file), join(pictures(label), file));
    }
    app = await serveApp(work);
    browser = await launchBrowser();
    page = await (await browser.newContext()).newPage();
    problems = await watchPage(page, app.address);
    await page.goto(app.address);
  }, 300_000);

  beforeEach(skipWithoutBrowser);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
    if (work) rmSync(work, { recursive: true });
  });

  it('can be installed, under any path', async () => {
    const session = await page.context().newCDPSession(page);
    const { url, errors, data } = await session.send('Page.getAppManifest');
    expect(url).toBe(`${app.address}manifest.webmanifest`);
    expect(errors).toEqual([]);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const { icons } = JSON.parse(data!) as {
      readonly icons: readonly { readonly src: string; readonly sizes: string }[];
    };
    const sizes = await page.evaluate(
      async (sources) => {
        const blobs = sources.map(async (source) => createImageBitmap(await (await fetch(source)).blob()));
        return (await Promise.all(blobs)).map(({ width, height }) => `${width}x${height}`);
      },
      icons.map(({ src }) => src),
    );
    expect(sizes).toEqual(icons.map(({ sizes: said }) => said));
    await session.detach();
  });

  it('offers a new version, and changes nothing before it is asked for nor while another page is open', async () => {
    await page.getByText(kept).waitFor({ timeout: 60_000 });
    publishAnew(app.folder);
    await page.reload();
    await page.getByText('There is a new version of this page.').waitFor();
    expect(await page.title()).toBe('Graft');
    expect(await listViolations(page)).toEqual([]);
    const second = await page.context().newPage();
    await second.goto(app.address);
    expect(await second.title()).toBe('Graft');
    await page.getByRole('button', { name: 'Reload as the new version' }).click();
    await page.getByText('Another page of this kind is open, and may be training.').waitFor();
    await second.close();
    await Promise.all([
      page.waitForEvent('load'),
      page.getByRole('button', { name: 'Reload as the new version' }).click(),
    ]);
    expect(await page.title()).toBe('Graft, anew');
    await page.getByText(kept).waitFor();
  });

  it('works over plain http', async () => {
    const browser = await launchBrowser(['--host-resolver-rules=MAP graft.test 127.0.0.1']);
    const address = app.address.replace('127.0.0.1', 'graft.test');
    await expectUse(await browser.newPage(), address, 'only pages over https, or from this machine, may.');
    await browser.close();
  });

  it('works where the browser denies storage', async () => {
    const profile = join(work, 'profile');
    mkdirSync(join(profile, 'Default'), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, {
      ...(browserPath !== undefined && { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    await expectUse(await context.newPage(), app.address, '');
    await context.close();
  });

  it('opens, trains and predicts with the host gone', async () => {
    await page.getByText(kept).waitFor({ timeout: 60_000 });
    const asked = await page.evaluate(async () => (await fetch('demo/chest-xray.json')).text());
    await page.context().setOffline(true);
    await app.close();
    await page.reload();
    await drop(page, zone, labels.map(pictures));
    await page.getByText(`${2 * perClass} pictures in 2 classes will take part.`).waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForSelector('#results-heading', { timeout: 300_000 });
    await page
      .locator('.predict:visible input[type=file]')
      .setInputFiles([join(pictures('NORMAL'), readdirSync(pictures('NORMAL'))[0]!)]);
    await page.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
    // The demo is kept once it was asked for.
    expect(await page.evaluate(async () => (await fetch('demo/chest-xray.json')).text())).toBe(asked);
    expect(
      await page.evaluate(async () => (await fetch('demo/chest-xray.zip').catch(() => undefined))?.ok),
    ).toBeUndefined();
    expect(problems.filter((problem) => !/ERR_(INTERNET_DISCONNECTED|FAILED)|Failed to fetch/.test(problem))).toEqual(
      [],
    );
  }, 400_000);
});

/** What a host does when it is given a new build: here the same, but for the page's title. */
function publishAnew(folder: string): void {
  const rewrite = (file: string, from: RegExp, to: string): void => {
    const before = readFileSync(join(folder, file), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(join(folder, file), after);
  };
  rewrite('index.html', /<title>Graft/, '<title>Graft, anew');
  rewrite('service-worker.js', /(index\.html`,revision:`)\w{8}/, '$1aaaaaaaa');
}

/** The page opens, says that nothing is kept and why, and takes pictures. */
async function expectUse(page: Page, address: string, why: string): Promise<void> {
  const problems = await watchPage(page, address);
  await page.goto(address);
  await page.getByText(`Nothing is kept in this browser: ${why}`).waitFor();
  await drop(page, zone, [join(fileURLToPath(folder), 'test', 'NORMAL')]);
  await page.getByText('in 1 class will take part.').waitFor();
  expect(await page.getByText(kept).count()).toBe(0);
  expect(problems).toEqual([]);
}

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from '@graftjs/demo-chest-xray';
import { browserPath, launchBrowser } from '@graftjs/test-support/browser';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { drop, listViolations, watchPage } from './watch-page.js';
import { copyPictures, labels, zone } from './small-project.js';
import { useStudio } from './use-studio.js';

const perClass = 6;
const kept = 'This page is kept in the browser, and works without a network too.';

describe('installable, and open without a network', () => {
  const pictures = (label: string): string => join(studio.work, 'data', label);
  const studio = useStudio({
    prepare: ({ work }) => copyPictures(join(work, 'data'), perClass, { split: 'test', every: 1 }),
  });

  it('can be installed, under any path', async () => {
    const session = await studio.page.context().newCDPSession(studio.page);
    const { url, errors, data } = await session.send('Page.getAppManifest');
    expect(url).toBe(`${studio.app.address}manifest.webmanifest`);
    expect(errors).toEqual([]);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const { icons } = JSON.parse(data!) as {
      readonly icons: readonly { readonly src: string; readonly sizes: string }[];
    };
    const sizes = await studio.page.evaluate(
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
    await studio.page.getByText(kept).waitFor({ timeout: 60_000 });
    publishAnew(studio.app.folder);
    await studio.page.reload();
    await studio.page.getByText('There is a new version of this page.').waitFor();
    expect(await studio.page.title()).toBe('Graft');
    expect(await listViolations(studio.page)).toEqual([]);
    const second = await studio.page.context().newPage();
    await second.goto(studio.app.address);
    expect(await second.title()).toBe('Graft');
    await studio.page.getByRole('button', { name: 'Reload as the new version' }).click();
    await studio.page.getByText('Another page of this kind is open, and may be training.').waitFor();
    await second.close();
    await Promise.all([
      studio.page.waitForEvent('load'),
      studio.page.getByRole('button', { name: 'Reload as the new version' }).click(),
    ]);
    expect(await studio.page.title()).toBe('Graft, anew');
    await studio.page.getByText(kept).waitFor();
  });

  it('works over plain http', async () => {
    const browser = await launchBrowser(['--host-resolver-rules=MAP graft.test 127.0.0.1']);
    const address = studio.app.address.replace('127.0.0.1', 'graft.test');
    await expectUse(await browser.newPage(), address, 'only pages over https, or from this machine, may.');
    await browser.close();
  });

  it('works where the browser denies storage', async () => {
    const profile = join(studio.work, 'profile');
    mkdirSync(join(profile, 'Default'), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, {
      ...(browserPath !== undefined && { executablePath: browserPath }),
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    await expectUse(await context.newPage(), studio.app.address, '');
    await context.close();
  });

  it('opens, trains and predicts with the host gone', async () => {
    await studio.page.getByText(kept).waitFor({ timeout: 60_000 });
    const asked = await studio.page.evaluate(async () => (await fetch('demo/chest-xray.json')).text());
    await studio.page.context().setOffline(true);
    await studio.app.close();
    await studio.page.reload();
    await drop(studio.page, zone, labels.map(pictures));
    await studio.page.getByText(`${2 * perClass} pictures in 2 classes will take part.`).waitFor();
    await studio.page.getByRole('button', { name: 'Train', exact: true }).click();
    await studio.page.waitForSelector('#results-heading', { timeout: 300_000 });
    await studio.page
      .locator('.predict:visible input[type=file]')
      .setInputFiles([join(pictures('NORMAL'), readdirSync(pictures('NORMAL'))[0]!)]);
    await studio.page.getByText('Done: 1 picture.').waitFor({ timeout: 60_000 });
    // The demo is kept once it was asked for.
    expect(await studio.page.evaluate(async () => (await fetch('demo/chest-xray.json')).text())).toBe(asked);
    expect(
      await studio.page.evaluate(async () => (await fetch('demo/chest-xray.zip').catch(() => undefined))?.ok),
    ).toBeUndefined();
    expect(
      studio.problems.filter((problem) => !/ERR_(INTERNET_DISCONNECTED|FAILED)|Failed to fetch/.test(problem)),
    ).toEqual([]);
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

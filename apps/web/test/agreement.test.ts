import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder, groupBy } from '@graftjs/demo-chest-xray';
import { describe, expect, it } from 'vitest';
import { cli } from './small-project.js';
import { useStudio } from './use-studio.js';

const data = fileURLToPath(folder);
const classes = readdirSync(join(data, 'test'));
const pictures = classes.flatMap((name) =>
  readdirSync(join(data, 'test', name)).map((file) => join(data, 'test', name, file)),
);

type Row = { readonly file: string; readonly label: string; readonly probabilities: Record<string, number> };

describe('a bundle in Chromium', () => {
  const studio = useStudio({
    prepare({ work, app }) {
      graft('train', data, '--group-by', groupBy, '--out', join(work, 'model.safetensors'));
      copyFileSync(join(work, 'model.safetensors'), join(app.folder, 'model.safetensors'));
    },
  });

  it('classifies all 296 test X-rays as Node does', async () => {
    await studio.page.waitForFunction(() => document.querySelector('#model')?.textContent?.includes('ready'));
    expect(await studio.page.textContent('#model')).toBe(`model is ready: it tells ${classes.join(', ')} apart.`);
    await studio.page.locator('.predict:visible input').setInputFiles(pictures);
    await studio.page.getByText('Done: 296 pictures.').waitFor({ timeout: 300_000 });

    const shown = await studio.page.$$eval('.predictions tbody tr', (rows) =>
      (rows as HTMLTableRowElement[]).map((row) => ({
        file: row.cells[0]?.textContent ?? '',
        label: row.cells[1]?.firstChild?.textContent ?? '',
        probabilities: Object.fromEntries(
          [...row.querySelectorAll('meter')].map((meter) => [meter.ariaLabel ?? '', meter.value]),
        ),
      })),
    );
    const expected = JSON.parse(
      graft('predict', join(studio.work, 'model.safetensors'), ...pictures, '--json'),
    ) as Row[];
    expect(pictures).toHaveLength(296);
    expect(shown.map(({ file }) => file)).toEqual(expected.map(({ file }) => file.split('/').at(-1)));
    for (const [index, { file, label, probabilities }] of expected.entries()) {
      const ranked = Object.values(probabilities).sort((a, b) => b - a);
      const differences = classes.map((name) =>
        Math.abs((probabilities[name] ?? NaN) - (shown[index]?.probabilities[name] ?? NaN)),
      );
      expect(Math.max(...differences), file).toBeLessThan(0.02);
      if ((ranked[0] ?? 0) - (ranked[1] ?? 0) > 0.04) expect(shown[index]?.label, file).toBe(label);
    }
    expect(studio.problems).toEqual([]);
  }, 600_000);

  it('says what is wrong with a file that is no picture, and goes on', async () => {
    await studio.page.reload();
    await studio.page.waitForFunction(() => document.querySelector('#model')?.textContent?.includes('ready'));
    await studio.page.locator('.predict:visible input').setInputFiles([
      { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') },
      { name: 'xray.jpeg', mimeType: 'image/jpeg', buffer: readFileSync(pictures[0] ?? '') },
    ]);
    await studio.page.getByText('Done: 2 pictures.').waitFor();
    const rows = await studio.page.$$eval('.predictions tbody tr', (all) =>
      (all as HTMLTableRowElement[]).map((row) => [row.className, row.cells[1]?.firstChild?.textContent]),
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]?.[0]).toBe('problem');
    expect(classes).toContain(rows[1]?.[1]);
  });

  it('keeps the one that was chosen while that beside the page was on its way', async () => {
    // A service worker would answer from what it has.
    const context = await studio.browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    let allow = (): void => undefined;
    const allowed = new Promise<void>((resolve) => (allow = resolve));
    await page.route('**/model.safetensors', async (route) => {
      await allowed;
      await route.continue();
    });
    await page.goto(studio.app.address);
    await page.getByRole('tab', { name: 'Use a bundle' }).click();
    const buffer = readFileSync(join(studio.work, 'model.safetensors'));
    await page
      .locator('[aria-labelledby=bundle-heading] input')
      .setInputFiles([{ name: 'own.safetensors', mimeType: '', buffer }]);
    await page.locator('#model').getByText('own is ready').waitFor();
    const arrived = page.waitForResponse('**/model.safetensors');
    allow();
    await (await arrived).finished();
    await page.waitForTimeout(500);
    expect(await page.textContent('#model')).toContain('own is ready');
    await context.close();
  }, 300_000);

  it('refuses a file that is no bundle, in words, and goes on with the one before', async () => {
    await studio.page
      .locator('[aria-labelledby=bundle-heading] input')
      .setInputFiles([{ name: 'x.safetensors', mimeType: '', buffer: Buffer.from('no bundle at all') }]);
    await studio.page.waitForFunction(() => document.querySelector('[role=alert]')?.textContent);
    expect(await studio.page.textContent('[aria-labelledby=bundle-heading] [role=alert]')).toBe(
      '"x.safetensors" is not opened. This is not a bundle: choose a file that the training here, or graft train, wrote.',
    );
    expect(await studio.page.textContent('#model')).toMatch(/^model is ready: /);
    expect(await studio.page.getByRole('button', { name: 'Choose pictures', exact: true }).isDisabled()).toBe(false);
  });
});

function graft(...args: string[]): string {
  return execFileSync('node', [cli, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e9 });
}

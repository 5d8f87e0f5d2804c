import axe from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';

/** Collects whatever should not happen on a page: errors, violations of its policy, requests to another host. */
export async function watchPage(page: Page, address: string, problems: string[] = []): Promise<string[]> {
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // The page looks for a bundle beside it, and a browser tells of each file that is not there.
    const isMissingBundle = message.location().url.endsWith('/model.safetensors');
    if (message.type() === 'error' && !isMissingBundle) problems.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.host !== new URL(address).host) problems.push(`request to ${url.href}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return problems;
}

/** What axe finds wrong with the page as it is now, in words. Run apart from the page's own scripts, which its policy holds. */
export async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    return (await loaded.run(document)).violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Whether anything is wider than the page. */
export async function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Drops files and folders from this machine on an element, as a hand would. */
export async function drop(page: Page, selector: string, paths: readonly string[]): Promise<void> {
  const target = page.locator(selector);
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error(`Nothing to drop on: ${selector}`);
  // Beside the buttons.
  const point = { x: Math.round(box.x + 12), y: Math.round(box.y + 12) };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const session: CDPSession = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...point, data });
  }
  await session.detach();
}

import { escapeXml } from './chart/xml.js';

/**
 * A page that needs no other file and runs no script, light or dark as the reader's system is.
 *
 * @param title as text; also the first heading
 * @param style rules for what the body has of its own
 * @param body HTML
 */
export function htmlPage(title: string, style: string, body: string): string {
  const heading = escapeXml(title);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${heading}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 24px auto; max-width: 760px; padding: 0 16px; }
${style}
</style>
<h1>${heading}</h1>
${body}
</html>
`;
}

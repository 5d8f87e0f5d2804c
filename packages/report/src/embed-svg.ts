import { escapeMarkdown } from './markdown.js';

/**
 * A picture inside the Markdown itself, as a data address, so that a report stays one file. Where pictures are not shown, the
 * alternative text is.
 *
 * @param svg in ASCII
 */
export function embedSvg(svg: string, alternative: string): string {
  return `![${escapeMarkdown(alternative)}](data:image/svg+xml;base64,${btoa(svg)})`;
}

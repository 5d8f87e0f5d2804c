import { describeRates, type RateReportFacts } from './describe-rates.js';
import { drawRates } from './draw-rates.js';
import { embedSvg } from '../embed-svg.js';
import { escapeMarkdown, formatList, formatTable } from '../markdown.js';

/**
 * A report on a learning-rate search, in Markdown: the suggestion and why, the curve, what fastai's rules name, recipe, versions.
 *
 * @param facts what was found; equal facts give equal text
 * @returns Markdown (GitHub's), ending in a line break
 */
export function formatRates(facts: RateReportFacts): string {
  const { title, verdict, reason, rules, setting, skipped } = describeRates(facts);
  const curve = drawRates(facts.search);
  const sections = [
    `# ${escapeMarkdown(title)}`,
    `**${verdict}** ${escapeMarkdown(reason)}`,
    curve === null ? '' : embedSvg(curve, `Loss by learning rate. ${verdict}`),
    "## What fastai's rules name",
    formatTable(rules, [2]),
    '## How it was found',
    formatList(setting),
    ...(skipped.length === 0 ? [] : ['## Left out', formatTable([['file', 'reason'], ...skipped])]),
    `## Recipe\n\n\`\`\`json\n${JSON.stringify(facts.recipe, null, 2)}\n\`\`\``,
    '## Versions',
    formatTable([['part', 'version'], ...Object.entries(facts.versions)]),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

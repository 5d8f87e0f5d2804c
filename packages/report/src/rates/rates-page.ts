import { escapeXml } from '../chart/xml.js';
import { htmlPage } from '../html-page.js';
import { describeRates, type RateReportFacts } from './describe-rates.js';
import { drawRates } from './draw-rates.js';

/**
 * What `formatRates` tells, as a page: it needs no other file and runs no script.
 *
 * @returns HTML, in ASCII
 */
export function ratesPage(facts: RateReportFacts): string {
  const { title, verdict, reason, rules, setting, skipped } = describeRates(facts);
  const style = `  svg { max-width: 100%; height: auto; }
  table { border-collapse: collapse; }
  th, td { border-bottom: 1px solid #8888; padding: 4px 16px 4px 0; text-align: left; overflow-wrap: anywhere; }
  pre { overflow-x: auto; }`;
  const body = `<p><strong>${escapeXml(verdict)}</strong> ${escapeXml(reason)}</p>
${drawRates(facts.search) ?? ''}
<h2>What fastai&#39;s rules name</h2>
${table(rules)}
<h2>How it was found</h2>
<ul>
${setting.map((item) => `<li>${escapeXml(item)}</li>`).join('\n')}
</ul>
${skipped.length === 0 ? '' : `<h2>Left out</h2>\n${table([['file', 'reason'], ...skipped])}`}
<h2>Recipe</h2>
<pre>${escapeXml(JSON.stringify(facts.recipe, null, 2))}</pre>
<h2>Versions</h2>
${table([['part', 'version'], ...Object.entries(facts.versions)])}`;
  return htmlPage(title, style, body);
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>\n${[row(head, 'th'), ...rows.map((cells) => row(cells, 'td'))].join('\n')}\n</table>`;
}

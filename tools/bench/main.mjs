/**
 * Measures what the documentation claims, on this machine, and writes `docs/bench.json` and `docs/bench.md`.
 *
 *     npm run build && npm run bench               # all of them
 *     npm run bench -- features                    # one: a `<name>.bench.mjs` of this folder
 *
 * Each file exports `measure(): Promise<Result>`. Two sides are always measured in turn (A B A B …) within one process, and what
 * counts is the ratio of neighbours: a machine's speed drifts by a fifth, the ratio does not.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeMachine } from './describe-machine.mjs';
import { QUIET } from './watch-others.mjs';

const folder = new URL('.', import.meta.url);
const docs = new URL('../../docs/', folder);
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.replace(/\.bench\.mjs$/, ''));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No benchmark "${unknown.join('", "')}". There are: ${known.join(', ')}.`);
  process.exit(2);
}

const results = readResults();
for (const name of asked.length > 0 ? asked : known) {
  const { measure } = await import(new URL(`${name}.bench.mjs`, folder).href);
  console.log(`\n${name} …`);
  const measured = await measure();
  if (!Number.isFinite(measured.others)) {
    throw new Error(
      `${name}.bench.mjs does not say how busy other programs were: return the \`others\` of interleave.`,
    );
  }
  results[name] = { ...measured, machine: describeMachine() };
  console.log(formatResult(results[name]));
  writeResults();
}

function readResults() {
  try {
    return JSON.parse(readFileSync(new URL('bench.json', docs), 'utf8'));
  } catch {
    return {};
  }
}

function writeResults() {
  mkdirSync(docs, { recursive: true });
  writeFileSync(new URL('bench.json', docs), `${JSON.stringify(results, null, 2)}\n`);
  const intro =
    'Figures made by `npm run bench`, each with the machine that it ran on. Ratios are medians, with quartiles.';
  writeFileSync(
    new URL('bench.md', docs),
    `# Benchmarks\n\n${intro}\n\n${Object.values(results).map(formatResult).join('\n')}`,
  );
  console.log(`Written to ${fileURLToPath(new URL('bench.md', docs))}`);
}

function formatResult({ title, unit, rows, ratio, notes, others, machine }) {
  const table = rows.map(({ what, median, low, high }) => [
    what,
    median.toFixed(1),
    `${low.toFixed(1)} to ${high.toFixed(1)}`,
  ]);
  const lines = [['', `${unit}, median`, 'quartiles'], ...table];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column].length)));
  const row = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [
    `## ${title}\n`,
    row(lines[0]),
    rule,
    ...lines.slice(1).map(row),
    `\n${ratio.what}: **${ratio.median.toFixed(2)}** (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}, ${ratio.rounds} rounds).\n`,
    ...notes.map((note) => `- ${note}`),
    `- ${machine}. Other programs took ${Math.round(others * 100)} % of its processor time meanwhile${others > QUIET ? ': too much for a fair figure' : ''}.\n`,
  ].join('\n');
}

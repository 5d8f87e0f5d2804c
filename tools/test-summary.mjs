/** Adds up the reports that vitest leaves in each package, and prints the closing line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @returns {boolean} whether everything ran and passed */
export function printSummary() {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const count = { passed: 0, failed: 0, pending: 0 };
  const skipped = [];
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(`${root}${parent}`).map((name) => `${parent}/${name}`),
  );
  for (const folder of [...folders, 'examples', 'tools']) {
    const file = `${root}${folder}/.reports/test.json`;
    if (!existsSync(file)) continue;
    const report = JSON.parse(readFileSync(file, 'utf8'));
    for (const suite of report.testResults) {
      // A file that fails to load has no test to its name, and is a failure all the same.
      if (suite.status === 'failed' && suite.assertionResults.length === 0) count.failed++;
      for (const test of suite.assertionResults) {
        if (test.status === 'passed') count.passed++;
        else if (test.status === 'failed') count.failed++;
        else {
          count.pending++;
          skipped.push(`${folder}: ${test.fullName}${test.meta?.reason ? ` (${test.meta.reason})` : ''}`);
        }
      }
    }
  }
  for (const line of skipped) console.log(`left out: ${line}`);
  const strict = process.env.CI === 'true';
  if (strict) count.failed += count.pending;
  console.log(
    `${count.passed} passed, ${count.failed} failed${!strict && count.pending > 0 ? `, ${count.pending} skipped` : ''}`,
  );
  return count.failed === 0 && count.passed > 0;
}

/**
 * `npm test`: every test of the product, through nx (which skips what has not changed), then one summary.
 * A test that was left out is printed with its reason; with CI=true that is a failure.
 */
import { spawnSync } from 'node:child_process';
import { printSummary } from './test-summary.mjs';

const run = spawnSync('nx', ['run-many', '-t', 'test', ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
const ok = printSummary();
process.exit(run.status === 0 && ok ? 0 : 1);

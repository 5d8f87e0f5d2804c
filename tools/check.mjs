/** `npm run check`: all that must hold before a change lands. Every step runs, so that one run shows everything. */
import { spawnSync } from 'node:child_process';
import { printSummary } from './test-summary.mjs';

const steps = [
  ['build, types, tests and packaging', 'nx run-many -t build types test package'],
  ['lint', 'nx run graft:lint'],
  ['unused code', 'knip'],
  ['size of browser packages', 'size-limit'],
];
const failed = [];
for (const [name, command] of steps) {
  console.log(`\n── ${name}: ${command}`);
  const { status } = spawnSync('npx', ['--no-install', ...command.split(' ')], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
const ok = printSummary();
process.exit(failed.length === 0 && ok ? 0 : 1);

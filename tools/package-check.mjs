/** Checks one package, from its own folder, as its users would get it: publint, and the types as every resolver sees them. */
import { spawnSync } from 'node:child_process';

for (const command of ['publint --strict', 'attw --pack --profile esm-only --quiet']) {
  const { status } = spawnSync('npx', ['--no-install', ...command.split(' ')], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`${command} failed in ${process.cwd()}`);
    process.exit(1);
  }
}

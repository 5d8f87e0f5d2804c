#!/usr/bin/env node
// Committed, so that npm can link it before anything is built: npm leaves out commands whose file is not there.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('graft has not been built yet. Build it with: npm run build');
  process.exitCode = 2;
}

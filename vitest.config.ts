import { defineConfig } from 'vitest/config';

const conditions = ['@graftjs/source', 'node', 'module', 'default'];

// nx asks every program for colours; tests that start one compare plain text.
delete process.env['FORCE_COLOR'];

/** Every package runs its tests with this file, from its own folder. `*.slow.ts` is the long lane: `npm run test:slow`. */
const slow = process.env['GRAFT_SLOW'] === '1';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'module', 'default'] } },
  test: {
    include: slow ? ['src/**/*.slow.ts', 'test/**/*.slow.ts'] : ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: slow ? 3_600_000 : 120_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.reports/test.json' },
    server: { deps: { inline: [/@graftjs\//] } },
  },
});

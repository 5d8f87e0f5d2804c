import { defineConfig } from 'tsup';

/** How every library package is built: one ESM file and one declaration file for each module in `src`. */
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.slow.ts', '!src/**/fixtures/**'],
  format: 'esm',
  target: 'es2022',
  dts: true,
  clean: true,
  splitting: true,
  sourcemap: false,
  external: [/^#/],
});

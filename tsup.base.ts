import { defineConfig } from 'tsup';

/** How every library package is built: one ESM file for each module in `src`. `tools/declarations.mjs` writes the types. */
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.slow.ts', '!src/**/fixtures/**'],
  format: 'esm',
  target: 'es2022',
  // Files as they were written, so that an import brings only what it names and a stack trace names the source.
  bundle: false,
  dts: false,
  clean: ['!**/*.d.ts'],
  // Node refuses JSON that is imported without its attribute, which esbuild drops for this target.
  esbuildOptions(options) {
    options.supported = { ...options.supported, 'import-attributes': true };
  },
});

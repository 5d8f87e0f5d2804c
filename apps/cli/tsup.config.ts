import { defineConfig } from 'tsup';

/** One entry, split where commands load on use; every dependency stays outside. */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  splitting: true,
  sourcemap: false,
});

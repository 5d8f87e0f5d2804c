import { defineConfig } from 'vite';

export default defineConfig({
  // Static files that work under any path of any host.
  base: './',
  resolve: { conditions: ['@graftjs/source', 'browser', 'module', 'default'] },
  build: { target: 'es2022', assetsInlineLimit: 0 },
});

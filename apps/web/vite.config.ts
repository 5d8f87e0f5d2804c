import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './build/content-security-policy.js';
import { demoArchive } from './build/demo-archive.js';
import { serviceWorker } from './build/service-worker.js';
import { webManifest } from './build/web-manifest.js';

export default defineConfig({
  // Static files that work under any path of any host.
  base: './',
  plugins: [react(), contentSecurityPolicy(), demoArchive(), webManifest(), serviceWorker()],
  resolve: { conditions: ['@graftjs/source', 'browser', 'module', 'default'] },
  build: { target: 'es2022', assetsInlineLimit: 0 },
  worker: { format: 'es' },
  // The worker's too: whatever Vite found only there would reload the page in mid-training.
  optimizeDeps: { entries: ['index.html', 'src/workshop/workshop.ts'] },
});

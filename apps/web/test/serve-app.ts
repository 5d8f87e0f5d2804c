import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

const ownRoot = fileURLToPath(new URL('../', import.meta.url));

export interface ServedApp {
  readonly address: string;
  /** What is served: a test may put a bundle there. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Builds the app into a folder and serves it, as any host would, not at its root. */
export async function serveApp(work: string, root = ownRoot): Promise<ServedApp> {
  const folder = join(work, 'dist');
  // In a process of its own: libraries behave otherwise where they see that a test runs.
  const options = ['build', '--outDir', folder, '--logLevel', 'error'];
  execFileSync('npx', ['--no-install', 'vite', ...options], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const server = await preview({
    root,
    base: '/some/path/',
    logLevel: 'error',
    build: { outDir: folder },
    // Under whatever name a test gives it.
    preview: { port: 0, host: '127.0.0.1', allowedHosts: true },
  });
  return { address: server.resolvedUrls?.local[0] ?? '', folder, close: () => server.close() };
}

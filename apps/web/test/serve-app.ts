import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

const built = fileURLToPath(new URL('../dist', import.meta.url));

export interface ServedApp {
  readonly address: string;
  /** What is served: a test may put a bundle there. */
  readonly folder: string;
  close(): Promise<void>;
}

/**
 * Serves a copy of the app in `work`, as any host would, not at its root.
 *
 * @param source a folder that it is built from; default: it is built already, `dist`, as nx does before the tests
 */
export async function serveApp(work: string, source?: string): Promise<ServedApp> {
  const folder = join(work, 'dist');
  if (source === undefined) cpSync(built, folder, { recursive: true });
  else build(source, folder);
  const server = await preview({
    configFile: false,
    root: work,
    base: '/some/path/',
    logLevel: 'error',
    build: { outDir: folder },
    // Under whatever name a test gives it.
    preview: { port: 0, host: '127.0.0.1', allowedHosts: true },
  });
  return { address: server.resolvedUrls?.local[0] ?? '', folder, close: () => server.close() };
}

/** In a process of its own: libraries behave otherwise where they see that a test runs. */
function build(source: string, folder: string): void {
  execFileSync('npx', ['--no-install', 'vite', 'build', '--outDir', folder, '--logLevel', 'error'], {
    cwd: source,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

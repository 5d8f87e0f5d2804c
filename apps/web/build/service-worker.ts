import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import type { PrecacheEntry } from 'workbox-precaching';

const source = fileURLToPath(new URL('../src/offline/service-worker.ts', import.meta.url));

/** Writes the service worker beside the page, with the list of all that the page can need but the demo. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle: {
      // When the page itself has been written.
      order: 'post',
      async handler(_, files) {
        const kept = Object.values(files)
          .filter(({ fileName }) => !fileName.startsWith('demo/'))
          .map(entryOf)
          .sort((a, b) => (a.url < b.url ? -1 : 1));
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: await bundleWorker(kept) });
      },
    },
  };
}

function entryOf(file: Rolldown.OutputAsset | Rolldown.OutputChunk): PrecacheEntry {
  const content = file.type === 'asset' ? file.source : file.code;
  // In assets/ the name says what the content is.
  const revision = file.fileName.startsWith('assets/') ? null : createHash('sha256').update(content).digest('hex');
  return { url: file.fileName, revision };
}

async function bundleWorker(kept: readonly PrecacheEntry[]): Promise<string> {
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { listOfKept: JSON.stringify(kept) },
    build: {
      write: false,
      target: 'es2022',
      // One classic script: not every browser takes a module here.
      rolldownOptions: { input: source, output: { format: 'iife', entryFileNames: 'service-worker.js' } },
    },
  });
  const [output] = [result].flat();
  if (output === undefined || !('output' in output)) throw new Error('The service worker was not built.');
  return output.output[0].code;
}

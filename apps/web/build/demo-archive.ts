import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attribution, folder, groupBy } from '@graftjs/demo-chest-xray';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import type { Plugin } from 'vite';

/** What the page asks for to show the demo: the pictures as one file, since 1,296 requests take a minute. */
const files: Readonly<Record<string, () => Promise<Uint8Array | string>>> = {
  'demo/chest-xray.zip': packPictures,
  'demo/chest-xray.json': async () => JSON.stringify({ groupBy, attribution }),
};

/** Puts the demo's pictures beside the page. */
export function demoArchive(): Plugin {
  return {
    name: 'demo-archive',
    async generateBundle() {
      for (const [fileName, make] of Object.entries(files)) {
        this.emitFile({ type: 'asset', fileName, source: await make() });
      }
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const make = files[request.url?.slice(1) ?? ''];
        if (make === undefined) next();
        else void make().then((content) => response.end(content), next);
      });
    },
  };
}

async function packPictures(): Promise<Uint8Array> {
  const root = fileURLToPath(folder);
  // JPEG does not get smaller, and a fixed date gives the same bytes each time.
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0, lastModDate: new Date(0), useWebWorkers: false });
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const name of names) {
    const path = name.slice(root.length).replaceAll('\\', '/');
    await zip.add(path, new Uint8ArrayReader(readFileSync(name)));
  }
  return zip.close();
}

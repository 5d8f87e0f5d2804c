import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { efficientNetLite0 } from '@graftjs/backbones/efficientnet-lite';
import { folderStore } from '@graftjs/cache/folder-store';
import { imageFolder } from '@graftjs/data/image-folder';
import { folder } from '@graftjs/demo-chest-xray';
import { startBackend } from '@graftjs/engines/backends';
import { wasmWorkers } from '@graftjs/engines/wasm-workers';
import { composeTrunk, extractFeatures, trunkSource } from '@graftjs/train';
import { interleave } from './interleave.mjs';

const rounds = 5;

/** The feature stage of the demo's test X-rays: computed by two workers, against read from the folder of an earlier run. */
export async function measure() {
  await startBackend('wasm');
  const data = await imageFolder(fileURLToPath(folder));
  const source = trunkSource(composeTrunk(await efficientNetLite0()));
  const engine = await wasmWorkers({ workers: 2 });
  const kept = mkdtempSync(join(tmpdir(), 'graft-bench-'));
  const store = folderStore(kept);
  let backboneCalls = 0;
  const extract = (options) => extractFeatures(source, data, 'test', { engine, ...options });
  try {
    await extract({ store });
    const { first, second, ratio, others } = await interleave(rounds, {
      first: () => extract({}),
      second: () => extract({ store, onProgress: (event) => (backboneCalls = event.backboneCalls ?? backboneCalls) }),
      items: data.size('test'),
    });
    return {
      others,
      title: 'Features of 296 X-rays, a second time',
      unit: 'pictures/s',
      rows: [
        { what: 'without a cache, 2 workers', ...first },
        { what: 'from the cache in a folder', ...second },
      ],
      ratio: { what: 'From the cache is faster by', ...ratio },
      notes: [`Backbone calls when read from the cache: ${backboneCalls}.`],
    };
  } finally {
    await engine.dispose();
    rmSync(kept, { recursive: true });
  }
}

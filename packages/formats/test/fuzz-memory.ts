import { readKerasFile } from '../src/files.js';
import { fuzzFile } from '../src/fixtures/fuzz.js';
import { readEverything } from '../src/fixtures/read-everything.js';
import { readTfjsFixture } from '../src/fixtures/read-tfjs-fixture.js';
import { readKeras } from '../src/keras.js';

// node --expose-gc fuzz-memory.mjs <fixture> <runs> <seed>: prints by how many bytes the process grew while it read damaged files;
// with 0 runs, while it read a file of Keras that lies anywhere.
const [fixture = '', runs = '0', seed = '0'] = process.argv.slice(2);
const peak = (): number => process.resourceUsage().maxRSS * 1024;
const readers = {
  keras: readKeras,
  tfjs: (file: Uint8Array) => readTfjsFixture(fixture, file),
};
const [kind = ''] = fixture.split('/');
const read = runs === '0' ? readKeras : kind === 'keras' || kind === 'tfjs' ? readers[kind] : readEverything;
const collect = (globalThis as { gc?: () => void }).gc;

await fuzzFile(runs === '0' ? 'keras/plain.k3.keras' : fixture, 20, 1, read);
collect?.();
const before = peak();
for (let done = 0; done < Number(runs); done += 20) {
  await fuzzFile(fixture, 20, Number(seed) + done, read);
  // What is not needed any more does not count: a process with more memory would let it lie for longer.
  collect?.();
}
if (runs === '0') await readKerasFile(fixture).catch(() => undefined);
console.log(peak() - before);

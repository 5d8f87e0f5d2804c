/**
 * Reads a Keras file and writes it again as `.keras`: what `tools/reference/keras_reads_graft.py` has Python check.
 *
 *     npx nx build @graftjs/formats && node tools/rewrite-keras.mjs <file of Keras> <file to write.keras>
 */
import { readKerasFile, writeKerasFile } from '@graftjs/formats/files';

const [source, target] = process.argv.slice(2);
const { network } = await readKerasFile(source);
await writeKerasFile(network, target, { overwrite: true });

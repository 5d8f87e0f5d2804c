import { byteSource } from '@graftjs/formats/source/byte-source';
import { writeArchive } from '@graftjs/formats/zip/write-archive';
import { exportFormats } from './export-formats.js';
import { exportGuide } from './export-guide.js';
import type { ExportedModel } from './prepare-export.js';

/**
 * The bytes of an exported model.
 *
 * @returns whole files by their names in the folder; of a format that is one file, that file by the name ''
 */
export async function encodeExport({
  id,
  license,
  format,
  network,
  columns,
  spec,
}: ExportedModel): Promise<ReadonlyMap<string, Uint8Array>> {
  const metadata = new Map([
    ['labels', JSON.stringify(columns)],
    ['license', license],
    ['model', id],
    ['preprocess', JSON.stringify(spec)],
  ]);
  return exportFormats[format].encode(network, metadata);
}

/**
 * An exported model and its guide in one zip, stored as they are. The same model always gives the same bytes.
 *
 * @param name of the file or folder in it, without an ending
 */
export async function packExport(exported: ExportedModel, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const { ending = '-tfjs' } = exportFormats[exported.format];
  const file = `${name}${ending}`;
  const files = await encodeExport(exported);
  const named = [...files].map(([inside, bytes]) => [inside === '' ? file : `${file}/${inside}`, bytes] as const);
  const guide = new TextEncoder().encode(exportGuide(exported, file));
  return writeArchive(
    new Map([...named, [`${file}.md`, guide] as const].map(([path, bytes]) => [path, byteSource(bytes)])),
  );
}

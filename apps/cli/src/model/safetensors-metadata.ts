import { open, stat, type FileHandle } from 'node:fs/promises';

/** Safetensors headers are no longer; `@graftjs/safetensors` refuses one that is. */
const LONGEST_HEADER = 10_000_000;

/**
 * What a safetensors file says of itself, from its header alone: enough to tell what reads the rest.
 *
 * @returns undefined for any other file, and for one that is damaged: its reader says how
 * @see https://github.com/huggingface/safetensors: eight bytes of length, then JSON
 */
export async function safetensorsMetadata(path: string): Promise<ReadonlyMap<string, string> | undefined> {
  let file: FileHandle | undefined;
  try {
    const found = await stat(path);
    // Opening a pipe would wait for whoever writes into it.
    if (!found.isFile()) return undefined;
    file = await open(path);
    const { buffer: start } = await file.read(new Uint8Array(9), 0, 9, 0);
    const length = Number(new DataView(start.buffer).getBigUint64(0, true));
    if (start[8] !== 0x7b || length > Math.min(found.size, LONGEST_HEADER)) return undefined;
    const { buffer: text } = await file.read(new Uint8Array(length), 0, length, 8);
    const header = JSON.parse(new TextDecoder().decode(text)) as { readonly __metadata__?: Record<string, string> };
    return new Map(Object.entries(header.__metadata__ ?? {}));
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

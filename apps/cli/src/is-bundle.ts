import { open, stat, type FileHandle } from 'node:fs/promises';

const LONGEST_HEADER = 2 ** 27;

/**
 * Whether a file is to be read as a bundle and not as a network of the user's own: by what lies in it. Of what only has a bundle's
 * name, because it is damaged or not there, the bundle's reader says so.
 *
 * @returns true of weights alone too: they have a bundle's format
 */
export async function isBundle(path: string): Promise<boolean> {
  const told = await readMetadata(path);
  return told === undefined ? path.endsWith('.safetensors') : !Object.hasOwn(told, 'graft-network');
}

/**
 * What a safetensors file says of itself.
 *
 * @returns undefined for any other file
 * @see https://github.com/huggingface/safetensors: eight bytes of length, then JSON
 */
async function readMetadata(path: string): Promise<object | undefined> {
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
    const header = JSON.parse(new TextDecoder().decode(text)) as { readonly __metadata__?: object };
    return header.__metadata__ ?? {};
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** Chunks that say how a screen should show the levels. Browsers heed them; sharp and Pillow take the levels as they are. */
const aboutScreens = ['gAMA', 'cHRM', 'cICP'];

/**
 * A PNG without what would have a browser change its levels; an ICC profile stays, which every decoder converts from.
 *
 * @param bytes a whole file
 * @returns its parts, one after the other
 */
export function plainPng(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let from = 0;
  // Signature first; a chunk is a length, a name, the bytes and a checksum.
  for (let at = 8; at + 12 <= bytes.length;) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const next = at + 12 + view.getUint32(at);
    if (aboutScreens.includes(name)) {
      parts.push(bytes.subarray(from, at));
      from = next;
    }
    // They stand before the pixels.
    if (name === 'IDAT') break;
    at = next;
  }
  return [...parts, bytes.subarray(from)];
}

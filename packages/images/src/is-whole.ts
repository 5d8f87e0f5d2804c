import type { PictureFormat } from './sniff-format.js';

/**
 * Whether a picture file reaches its end marker. What follows the marker is not looked at: telephones append videos.
 *
 * @param bytes a file whose first bytes announce `format`
 */
export function isWhole(bytes: Uint8Array, format: PictureFormat): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === 'JPEG') return reachesEndOfImage(bytes, view);
  if (format === 'PNG') return reachesEndChunk(view);
  return bytes.length >= 8 && view.getUint32(4, true) + 8 <= bytes.length;
}

/** JPEG: segments say their length; after a scan header come coded bytes, in which a marker is 0xff and neither 0 nor a restart. */
function reachesEndOfImage(bytes: Uint8Array, view: DataView): boolean {
  let at = 2;
  while (at + 1 < bytes.length) {
    const marker = bytes[at + 1] as number;
    if (bytes[at] !== 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) {
      at = bytes.indexOf(0xff, bytes[at] === 0xff ? at + 2 : at);
      if (at < 0) return false;
    } else if (marker === 0xff) at += 1;
    else if (marker === 0xd9) return true;
    else if (at + 4 > bytes.length) return false;
    else at += 2 + view.getUint16(at + 2);
  }
  return false;
}

/** PNG: chunks are a length, a name, the bytes and a checksum; the last is IEND. */
function reachesEndChunk(view: DataView): boolean {
  const end = 0x49454e44;
  let at = 8;
  while (at + 12 <= view.byteLength) {
    if (view.getUint32(at + 4) === end) return true;
    at += 12 + view.getUint32(at);
  }
  return false;
}

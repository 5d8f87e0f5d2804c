/** As EXIF numbers them: 1 is upright, 2 to 4 are mirrored or upside down, 5 to 8 lie on a side. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION = 0x112;
const SHORT = 3;

/**
 * Reads how a WebP picture is to be turned, which not every browser asks (Chromium does not), and hides it from those that do.
 *
 * @param bytes a whole file; it is left as it is
 * @returns the orientation, 1 where none is told, and the file for a decoder that shall not turn it
 */
export function liftOrientation(bytes: Uint8Array<ArrayBuffer>): {
  readonly orientation: Orientation;
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  const at = findChunk(bytes, 'EXIF');
  if (at === undefined) return { orientation: 1, bytes };
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 4, true);
  const orientation = readOrientation(bytes.subarray(at + 8, at + 8 + size));
  // Under a name that nobody knows it is passed over; taken out, all lengths would have to change.
  const hidden = bytes.slice();
  hidden.set([0x78, 0x78, 0x78, 0x78], at);
  return { orientation, bytes: hidden };
}

/** RIFF: chunks are a name, a length and as many bytes, filled up to an even number. */
function findChunk(bytes: Uint8Array, name: string): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length;) {
    if (String.fromCharCode(...bytes.subarray(at, at + 4)) === name) return at;
    const size = view.getUint32(at + 4, true);
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** EXIF is a TIFF file, here with the six bytes that a JPEG has before it or without: one tag of its first directory. */
function readOrientation(exif: Uint8Array): Orientation {
  const start = String.fromCharCode(...exif.subarray(0, 4)) === 'Exif' ? 6 : 0;
  const view = new DataView(exif.buffer, exif.byteOffset + start, Math.max(0, exif.byteLength - start));
  if (view.byteLength < 8) return 1;
  const isLittle = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return 1;
  const entries = view.getUint16(directory, isLittle);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12;
    if (at + 12 > view.byteLength) return 1;
    if (view.getUint16(at, isLittle) !== ORIENTATION || view.getUint16(at + 2, isLittle) !== SHORT) continue;
    const value = view.getUint16(at + 8, isLittle);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

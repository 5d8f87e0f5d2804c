import { damaged } from './damaged.js';

/** Reads little-endian values one after the other, and never past the end. */
export interface Cursor {
  /** Bytes read so far. */
  readonly position: number;
  /** Bytes that are left. */
  readonly left: number;
  /** A whole number of 1, 2, 4 or 8 bytes. */
  whole(bytes: 1 | 2 | 4 | 8): number;
  /** A place in the file, 8 bytes; undefined when it is not set. */
  address(): number | undefined;
  /** A view of the next bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer>;
  skip(length: number): void;
  /** Goes on to the next multiple of 8 bytes. */
  align(): void;
  /** @throws GraftError 'hdf5-damaged' unless the next bytes are these ASCII characters */
  expect(signature: string): void;
}

const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;

/**
 * Starts at the first byte.
 *
 * @param what what the bytes are, for messages: 'the object header at 96'
 * @throws GraftError 'hdf5-damaged' from every method that meets the end, or a number that JavaScript cannot hold exactly
 */
export function cursor(source: Uint8Array<ArrayBuffer>, what: string): Cursor {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  let position = 0;
  const advance = (length: number): number => {
    const at = position;
    if (length > source.length - at) throw damaged(`${what} ends after ${source.length} bytes, in the middle`);
    position += length;
    return at;
  };
  const big = (): bigint => view.getBigUint64(advance(8), true);
  const exact = (value: bigint): number => {
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
    throw damaged(`${what} holds the number ${value}, which is larger than any file`);
  };
  const self: Cursor = {
    get position() {
      return position;
    },
    get left() {
      return source.length - position;
    },
    whole(bytes) {
      if (bytes === 8) return exact(big());
      const at = advance(bytes);
      return bytes === 4 ? view.getUint32(at, true) : bytes === 2 ? view.getUint16(at, true) : view.getUint8(at);
    },
    address() {
      const value = big();
      return value === UNDEFINED_ADDRESS ? undefined : exact(value);
    },
    bytes(length) {
      const at = advance(length);
      return source.subarray(at, at + length);
    },
    skip(length) {
      advance(length);
    },
    align() {
      advance(Math.min((8 - (position % 8)) % 8, source.length - position));
    },
    expect(signature) {
      const found = String.fromCharCode(...self.bytes(signature.length));
      if (found !== signature) throw damaged(`${what} should begin with "${signature}"`);
    },
  };
  return self;
}

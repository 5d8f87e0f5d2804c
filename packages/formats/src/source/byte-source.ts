/** Bytes that are read in pieces, so that a file need not be in memory as a whole. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * Fills `target` with the bytes from `offset` on. The caller has made sure that they lie within `size`.
   *
   * @throws GraftError 'cannot-read-file'
   */
  read(offset: number, target: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** Bytes read at once from a Blob: more would take as much memory again as what is read. */
const BLOB_PIECE = 8 * 2 ** 20;

/** Bytes in memory or a Blob, to be read in pieces; the bytes may not change meanwhile. */
export function byteSource(file: Uint8Array | Blob): ByteSource {
  return file instanceof Uint8Array ? fromBytes(file) : fromBlob(file);
}

/** A stretch of another source as a source of its own. */
export function sourceWithin(source: ByteSource, begin: number, size: number): ByteSource {
  return { size, read: (offset, target) => source.read(begin + offset, target) };
}

/** Several sources one after the other, without copying them. */
export function joinedSource(sources: readonly ByteSource[]): ByteSource {
  let size = 0;
  const placed = sources.map((source) => ({ begin: size, source, end: (size += source.size) }));
  return {
    size,
    async read(offset, target) {
      for (const { begin, source, end } of placed) {
        const from = Math.max(offset, begin);
        const to = Math.min(offset + target.length, end);
        if (from < to) await source.read(from - begin, target.subarray(from - offset, to - offset));
      }
    },
  };
}

/** `length` bytes from `offset` on, in memory of their own. The caller has made sure that they lie within the source. */
export async function readBytes(source: ByteSource, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await source.read(offset, bytes);
  return bytes;
}

function fromBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async read(offset, target) {
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
}

function fromBlob(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async read(offset, target) {
      for (let done = 0; done < target.length; done += BLOB_PIECE) {
        const end = Math.min(done + BLOB_PIECE, target.length);
        target.set(new Uint8Array(await blob.slice(offset + done, offset + end).arrayBuffer()), done);
      }
    },
  };
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** A JPEG of one grey. */
const grey =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z';

/** A small picture, unlike that of another number by what stands behind its end. */
export function smallPicture(number: number): Buffer {
  return Buffer.concat([Buffer.from(grey, 'base64'), Buffer.from(String(number))]);
}

/** Files by their paths below a folder, which is made. @returns the folder */
export function writeFiles(to: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), bytes);
  }
  return to;
}

/** A black PNG, whole, of one bit a pixel. */
export function blackPng(width: number, height: number): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * A zip of one entry many times over, each under a name of its own.
 *
 * @param from a zip of that one entry, made by Python's zipfile: its name is 5 letters long
 */
export function repeatEntry(from: string, times: number): Buffer {
  const zip = readFileSync(from);
  const directory = zip.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const entries: Buffer[] = [];
  const records: Buffer[] = [];
  for (let index = 0; index < times; index++) {
    const name = String(index).padStart(5, '0');
    const entry = Buffer.from(zip.subarray(0, directory));
    entry.write(name, 30);
    const record = Buffer.from(zip.subarray(directory, end));
    record.write(name, 46);
    record.writeUInt32LE(index * directory, 42);
    entries.push(entry);
    records.push(record);
  }
  const tail = Buffer.from(zip.subarray(end));
  tail.writeUInt16LE(times, 8);
  tail.writeUInt16LE(times, 10);
  tail.writeUInt32LE(times * (end - directory), 12);
  tail.writeUInt32LE(times * directory, 16);
  return Buffer.concat([...entries, ...records, tail]);
}

function pngChunk(kind: string, data: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(kind, 'latin1'), data, Buffer.alloc(4)]);
  chunk.writeUInt32BE(data.length, 0);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

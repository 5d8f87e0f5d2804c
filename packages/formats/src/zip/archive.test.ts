import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { refusal } from '../fixtures/refusal.js';
import { byteSource, readBytes } from '../source/byte-source.js';
import type { ByteSource } from '../source/byte-source.js';
import { openArchive } from './open-archive.js';
import { writeArchive } from './write-archive.js';

const bytesOf = (source: ByteSource): Promise<Uint8Array> => readBytes(source, 0, source.size);
const text = (value: string): ByteSource => byteSource(new TextEncoder().encode(value));

/** All entries, read. */
async function readAll(file: Uint8Array): Promise<Record<string, string>> {
  const archive = await openArchive(byteSource(file));
  const all: Record<string, string> = {};
  for (const name of archive.names) all[name] = new TextDecoder().decode(await bytesOf((await archive.open(name))!));
  return all;
}

it('reads back what it wrote, which is the same every time', async () => {
  const entries = new Map([['a.json', text('{}')], ['größe/b.h5', text('weights')], ['empty', text('')]]); // prettier-ignore
  const file = await writeArchive(entries);
  expect(await readAll(file)).toEqual({ 'a.json': '{}', 'größe/b.h5': 'weights', empty: '' });
  expect(await writeArchive(entries)).toEqual(file);
});

it('has nothing under a name that is not there', async () => {
  const archive = await openArchive(byteSource(await writeArchive(new Map([['a', text('a')]]))));
  expect(await archive.open('b')).toBe(undefined);
});

it('writes nothing that a zip cannot hold', async () => {
  const huge: ByteSource = { size: 2 ** 32, read: () => Promise.reject(new Error('nothing is read')) };
  expect(await refusal(() => writeArchive(new Map([['a', huge]])))).toBe(
    'zip-too-large: The file would have 4294967412 bytes; a zip may have at most 4 GB.',
  );
});

describe('what a zip may not do', () => {
  it.each([
    ['overlap.zip', 'zip-damaged: Entry "b" of this zip file cannot be read: Overlapping entry found.'],
    [
      'bomb.zip',
      'decompression-bomb: Entry "zeros" of this zip file would take 60000000 bytes, which makes 60000000 from a file of ',
    ],
    ['lies-small.zip', 'zip-damaged: Entry "zeros" of this zip file cannot be read: Invalid uncompressed size.'],
    ['lies-large.zip', 'zip-damaged: Entry "zeros" of this zip file cannot be read: Invalid CRC32.'],
    ['checksum.zip', 'zip-damaged: Entry "a" of this zip file cannot be read: Invalid CRC32.'],
    ['twice.zip', 'zip-damaged: This zip file cannot be read: Ambiguous archive.'],
    ['escape.zip', 'zip-damaged: This zip file cannot be read: Unsafe filename.'],
    ['encrypted.zip', 'zip-damaged: Entry "a" of this zip file cannot be read: File contains encrypted entry.'],
  ])('%s', async (name, message) => {
    expect(await refusal(() => readAll(readFixture(`zip/${name}`)))).toContain(message);
  });

  it('has more entries than memory holds', async () => {
    expect((await openArchive(byteSource(emptyEntries(3)))).names).toEqual(['00000', '00001', '00002']);
    expect(await refusal(() => openArchive(byteSource(emptyEntries(10_001))))).toContain(
      'zip-damaged: This zip file cannot be read: it has more than 10000 entries.',
    );
  });

  it('is cut short', async () => {
    const file = await writeArchive(new Map([['a', text('a'.repeat(100))]]));
    expect(await refusal(() => readAll(file.subarray(0, 60)))).toContain('zip-damaged: This zip file cannot be read: ');
  });
});

/** A zip of so many empty files, faster than any library writes it. */
function emptyEntries(count: number): Uint8Array {
  const [local, central] = [30 + 5, 46 + 5];
  const file = new Uint8Array(count * (local + central) + 22);
  const view = new DataView(file.buffer);
  const write = (at: number, signature: number, version: number, nameBytes: number, name: number): void => {
    view.setUint32(at, signature, true);
    view.setUint16(at + version, 20, true);
    view.setUint16(at + nameBytes, 5, true);
    file.set(new TextEncoder().encode(nameOf(name)), at + nameBytes + (nameBytes === 26 ? 4 : 18));
  };
  for (let entry = 0; entry < count; entry++) {
    write(entry * local, 0x04034b50, 4, 26, entry);
    write(count * local + entry * central, 0x02014b50, 6, 28, entry);
    view.setUint32(count * local + entry * central + 42, entry * local, true);
  }
  const end = count * (local + central);
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 8, count, true);
  view.setUint16(end + 10, count, true);
  view.setUint32(end + 12, count * central, true);
  view.setUint32(end + 16, count * local, true);
  return file;
}

const nameOf = (entry: number): string => String(entry).padStart(5, '0');

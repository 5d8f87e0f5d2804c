import { readFileSync } from 'node:fs';
import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { readZip } from './read-zip.js';

/** Made by tools/reference/zip_traps.py. */
const trap = (name: string) => new Blob([readFileSync(new URL(`../../formats/fixtures/zip/${name}`, import.meta.url))]);

describe('readZip', () => {
  it.each([
    ['overlap.zip', '"overlap.zip" cannot be read: Overlapping entry found. Make the zip again.'],
    ['checksum.zip', '"checksum.zip" cannot be read: Invalid CRC32. Make the zip again.'],
    ['escape.zip', '"escape.zip" cannot be read: Unsafe filename. Make the zip again.'],
    ['lies-small.zip', '"lies-small.zip" cannot be read: Invalid uncompressed size. Make the zip again.'],
    ['encrypted.zip', '"encrypted.zip" cannot be read: File contains encrypted entry. Make the zip again.'],
  ])('refuses %s', async (name, message) => {
    await expect(readZip(trap(name), name)).rejects.toMatchObject({ code: 'zip-damaged', message });
  });

  it('refuses what would unpack to more than is allowed', async () => {
    await expect(readZip(trap('bomb.zip'), 'bomb.zip', { maxBytes: 5e7 })).rejects.toMatchObject({
      code: 'decompression-bomb',
      message: '"bomb.zip" unpacks to more than 0.05 GB. Unpack it, and use the folders that you need.',
    });
  });

  it('ends what goes on beyond what it declares, before that is unpacked', async () => {
    const bytes = readFileSync(new URL('../../formats/fixtures/zip/bomb.zip', import.meta.url));
    // Said to be 100 bytes, in the entry's head and in the directory.
    for (const at of [22, bytes.indexOf('PK\u0001\u0002', 0, 'latin1') + 24]) bytes.writeUInt32LE(100, at);
    const name = 'liar.zip';
    const before = process.memoryUsage().arrayBuffers;
    await expect(readZip(new Blob([bytes]), name)).rejects.toMatchObject({ code: 'zip-damaged' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3e7);
  });

  it('leaves in the archive what is stored, however much that is', async () => {
    const zip = new ZipWriter(new BlobWriter());
    await zip.add('cat/1.jpg', new TextReader('stored'), { level: 0 });
    await zip.add('cat/2.jpg', new TextReader('packed packed packed'));
    const archive = await zip.close();
    const slices: Blob[] = [];
    const slice = archive.slice.bind(archive);
    archive.slice = (...range) => {
      const part = slice(...range);
      slices.push(part);
      return part;
    };
    const files = await readZip(archive, 'cats.zip', { maxBytes: 20 });
    expect(await Promise.all(files.map(({ blob }) => blob.text()))).toEqual(['stored', 'packed packed packed']);
    expect(files.map(({ blob }) => slices.includes(blob))).toEqual([true, false]);
  });

  it('stops in the middle', async () => {
    const stop = new AbortController();
    const zip = new ZipWriter(new BlobWriter());
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) await zip.add(name, new TextReader(name));
    const seen: number[] = [];
    const onProgress = ({ done }: { readonly done: number }): void => {
      seen.push(done);
      if (done === 2) stop.abort(new Error('enough'));
    };
    await expect(readZip(await zip.close(), 'a.zip', { signal: stop.signal, onProgress })).rejects.toThrow('enough');
    expect(seen).toEqual([1, 2]);
  });

  it('is cut short', async () => {
    const name = 'half.zip';
    const zip = trap('checksum.zip');
    await expect(readZip(zip.slice(0, zip.size - 10), name)).rejects.toMatchObject({ code: 'zip-damaged' });
  });
});

import { readFileSync } from 'node:fs';
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

  it('refuses what unpacks to more than is allowed, whatever it declares', async () => {
    await expect(readZip(trap('bomb.zip'), 'bomb.zip', { maxBytes: 5e7 })).rejects.toMatchObject({
      code: 'decompression-bomb',
      message: '"bomb.zip" unpacks to more than 0.05 GB. Unpack it, and use the folders that you need.',
    });
  });

  it('is cut short', async () => {
    const name = 'half.zip';
    const zip = trap('checksum.zip');
    await expect(readZip(zip.slice(0, zip.size - 10), name)).rejects.toMatchObject({ code: 'zip-damaged' });
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBytes as readInBrowser } from './read-bytes.browser.js';
import { readBytes } from './read-bytes.node.js';

let folder: string;
let file: string;
let server: Server;
let address: string;
/** So many answers to come break off. */
let breakOff = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-'));
  file = join(folder, 'three bytes');
  await writeFile(file, Uint8Array.of(1, 2, 3));
  server = createServer((request, response) => {
    if (breakOff > 0) {
      breakOff--;
      response.writeHead(200, { 'content-length': 2 });
      response.write(Uint8Array.of(4), () => response.destroy());
      return;
    }
    response.statusCode = request.url === '/here' ? 200 : 404;
    response.end(Uint8Array.of(4, 5));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe('readBytes', () => {
  it('reads a path and a file address', async () => {
    for (const source of [file, pathToFileURL(file), pathToFileURL(file).href]) {
      expect([...(await readBytes(source))]).toEqual([1, 2, 3]);
    }
  });

  it('fetches from a server, as the browser build does', async () => {
    expect([...(await readBytes(`${address}/here`))]).toEqual([4, 5]);
    expect([...(await readBytes(new URL(`${address}/here`)))]).toEqual([4, 5]);
    expect([...(await readInBrowser(`${address}/here`))]).toEqual([4, 5]);
  });

  it('asks once more where an answer breaks off', async () => {
    breakOff = 1;
    expect([...(await readBytes(`${address}/here`))]).toEqual([4, 5]);
    breakOff = 2;
    await expect(readBytes(`${address}/here`)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining(`"${address}/here" cannot be fetched: `),
    });
    expect(breakOff).toBe(0);
  });

  it('says what it could not read, and why', async () => {
    await expect(readBytes(join(folder, 'absent'))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringMatching(/^".*absent" cannot be read: ENOENT/),
    });
    await expect(readBytes(`${address}/gone`)).rejects.toMatchObject({
      code: 'unreadable-file',
      message: `"${address}/gone" cannot be fetched: the server answered 404 Not Found.`,
    });
    await expect(readInBrowser('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining('"http://127.0.0.1:1/" cannot be fetched: '),
    });
  });
});

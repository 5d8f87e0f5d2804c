import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { listNetworkFiles } from './list-network-files.js';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

it('names the shards of a model of TensorFlow.js', async () => {
  const folder = pathOf('tfjs/plain.uint8');
  expect(await listNetworkFiles(`${folder}/model.json`)).toEqual([
    `${folder}/model.json`,
    `${folder}/group1-shard1of2.bin`,
    `${folder}/group1-shard2of2.bin`,
  ]);
});

it.each(['tfjs/plain.uint8', 'keras/plain.k3.keras', 'keras/plain.k3.json', 'zip/bomb.zip', 'nowhere.json'])(
  'names nothing but %s itself',
  async (name) => {
    expect(await listNetworkFiles(pathOf(name))).toEqual([pathOf(name)]);
  },
);

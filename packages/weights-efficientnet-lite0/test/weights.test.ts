import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { facts, labels, weights, wordnetIds } from '../index.js';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const bytes = readFileSync(weights);
const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, headerEnd)) as Record<
  string,
  Entry
>;

describe('the file', () => {
  it('is the one that the facts describe, byte for byte', () => {
    expect(weights.pathname.endsWith(`/${facts.file}`)).toBe(true);
    expect(bytes.length).toBe(facts.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(facts.sha256);
  });

  it('says itself what it is', () => {
    expect(metadata).toMatchObject({
      architecture: facts.architecture,
      license: facts.license,
      input_size: String(facts.input.width),
      value_range: `(x - ${facts.input.mean}) / ${facts.input.std}`,
    });
  });

  it('holds every parameter, without gaps', () => {
    const entries = Object.values(tensors).sort((a, b) => a.data_offsets[0] - b.data_offsets[0]);
    expect(entries.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(facts.parameters);
    let position = 0;
    for (const { dtype, shape, data_offsets } of entries) {
      expect(data_offsets[0]).toBe(position);
      position += (dtype === 'F16' ? 2 : 4) * shape.reduce((a, b) => a * b, 1);
      expect(data_offsets[1]).toBe(position);
    }
    expect(headerEnd + position).toBe(facts.bytes);
  });

  it('ends in as many columns as there are labels', () => {
    expect(tensors['predictions/kernel']?.shape).toEqual([1280, labels.length]);
  });
});

describe('the labels', () => {
  it('are 1,000 different names, in the order of their WordNet ids', () => {
    expect(labels).toHaveLength(1000);
    expect(new Set(labels).size).toBe(1000);
    expect(wordnetIds).toEqual([...new Set(wordnetIds)].sort());
    expect(wordnetIds).toHaveLength(1000);
  });

  it('tell apart what shares a name', () => {
    expect(labels.filter((label) => /^(crane|maillot)/.test(label))).toEqual([
      'crane (bird)',
      'crane (machine)',
      'maillot (tights)',
      'maillot (swimsuit)',
    ]);
    expect(labels[281]).toBe('tabby');
    expect(wordnetIds[281]).toBe('n02123045');
  });
});

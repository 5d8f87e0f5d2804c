import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attribution, folder, groupBy } from '../index.js';

const pictures = ['train', 'test'].flatMap((split) =>
  readdirSync(new URL(`${split}/`, folder)).flatMap((label) =>
    readdirSync(new URL(`${split}/${label}/`, folder)).map((file) => {
      const id = `${split}/${label}/${file}`;
      return { id, split, label, file, patient: new RegExp(groupBy).exec(id)?.[1] };
    }),
  ),
);

it('has 500 pictures of each class to train on and 148 of each to test', () => {
  const counts: Record<string, number> = {};
  for (const { split, label } of pictures) counts[`${split}/${label}`] = (counts[`${split}/${label}`] ?? 0) + 1;
  expect(counts).toEqual({ 'train/NORMAL': 500, 'train/PNEUMONIA': 500, 'test/NORMAL': 148, 'test/PNEUMONIA': 148 });
});

it('has viral pneumonia only, under its own name', () => {
  for (const { label, file } of pictures) {
    expect(file).toMatch(label === 'NORMAL' ? /^(NORMAL2-)?IM-\d+-\d+/ : /^person\d+_virus_\d+/);
  }
});

it('knows the patient of every picture, and has none in both splits', () => {
  const patients = (split: string) => new Set(pictures.filter((p) => p.split === split).map((p) => p.patient));
  expect(pictures.every(({ patient }) => patient !== undefined)).toBe(true);
  expect([...patients('train')].filter((patient) => patients('test').has(patient))).toEqual([]);
  expect(patients('test').size).toBeGreaterThan(100);
});

it('tells patients apart', () => {
  const patientOf = (id: string) => new RegExp(groupBy).exec(id)?.[1];
  expect(patientOf('train/PNEUMONIA/person1000_virus_1681.jpeg')).toBe('person1000_virus');
  expect(patientOf('train/PNEUMONIA/person1000_bacteria_2931.jpeg')).toBe('person1000_bacteria');
  expect(patientOf('train/NORMAL/IM-0115-0001.jpeg')).toBe('IM-0115');
  expect(patientOf('train/NORMAL/IM-0429-0001-0002.jpeg')).toBe('IM-0429');
  expect(patientOf('train/NORMAL/NORMAL2-IM-0115-0001.jpeg')).toBe('NORMAL2-IM-0115');
});

it('has JPEG files of a few kilobytes, and no picture in both splits', () => {
  const splitsOf = new Map<string, Set<string>>();
  for (const { id, split } of pictures) {
    const bytes = readFileSync(new URL(id, folder));
    expect([...bytes.subarray(0, 3)], id).toEqual([0xff, 0xd8, 0xff]);
    expect(bytes.length, id).toBeLessThan(20_000);
    const hash = createHash('sha256').update(bytes).digest('hex');
    splitsOf.set(hash, (splitsOf.get(hash) ?? new Set()).add(split));
  }
  expect([...splitsOf.values()].filter(({ size }) => size > 1)).toEqual([]);
});

it('says where it comes from, under which licence, and what was changed', () => {
  expect(attribution).toContain('doi:10.17632/rscbjbr9sj.2');
  expect(attribution).toContain('CC BY 4.0');
  expect(attribution).toContain('Changes made: a selection');
});

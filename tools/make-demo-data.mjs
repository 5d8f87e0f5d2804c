// Chooses the demo's X-rays from the whole data set: node tools/make-demo-data.mjs <folder with train/ and test/>
//
// Whole patients only, so that a patient's pictures stay together: patients are taken in the order of
// SHA-256("<seed>/<patient>"), and one whose pictures would exceed the number wanted is passed over for the next that fits.
// The same files come out on every machine.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder, groupBy } from '../packages/demo-chest-xray/index.js';

const SEED = 1;
const WANTED = [
  { split: 'train', label: 'NORMAL', count: 500, keep: /./ },
  { split: 'train', label: 'PNEUMONIA', count: 500, keep: /_virus_/ },
  { split: 'test', label: 'NORMAL', count: 148, keep: /./ },
  { split: 'test', label: 'PNEUMONIA', count: 148, keep: /_virus_/ },
];

const source = process.argv[2];
if (source === undefined) {
  console.error('Usage: node tools/make-demo-data.mjs <folder with train/NORMAL, train/PNEUMONIA, test/NORMAL, …>');
  process.exit(2);
}
const target = fileURLToPath(folder);
rmSync(target, { recursive: true, force: true });
for (const { split, label, count, keep } of WANTED) {
  const from = join(source, split, label);
  const chosen = choose(readdirSync(from).filter((file) => keep.test(file)), count); // prettier-ignore
  const to = join(target, split, label);
  mkdirSync(to, { recursive: true });
  for (const file of chosen) writeFileSync(join(to, file), readFileSync(join(from, file)));
  console.log(`${split}/${label}: ${chosen.length} pictures`);
}

/** @returns exactly `count` file names, made of whole patients */
function choose(files, count) {
  const patients = new Map();
  for (const file of files) patients.set(patientOf(file), [...(patients.get(patientOf(file)) ?? []), file]);
  const order = [...patients.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const chosen = [];
  for (const patient of order) {
    const pictures = patients.get(patient);
    if (chosen.length + pictures.length <= count) chosen.push(...pictures);
  }
  if (chosen.length !== count) throw new Error(`Wanted ${count} pictures of whole patients, found ${chosen.length}.`);
  return chosen;
}

function patientOf(file) {
  const patient = new RegExp(groupBy).exec(file)?.[1];
  if (patient === undefined) throw new Error(`No patient in the file name "${file}".`);
  return patient;
}

function rank(patient) {
  return createHash('sha256').update(`${SEED}/${patient}`).digest('hex');
}

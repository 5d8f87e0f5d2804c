import { expect, it } from 'vitest';
import { formatReport } from './format-report.js';
import { overfitted, solved, trained } from '../test/stages.js';
import type { ReportFacts, SplitFacts } from './report-facts.js';

const estimate = (value: number) => ({ value, low: value - 0.05, high: value + 0.05 });

const test: SplitFacts = {
  split: 'test',
  count: 4,
  accuracy: estimate(0.75),
  balancedAccuracy: estimate(0.75),
  auc: estimate(0.9),
  logLoss: estimate(0.4),
  majorityRate: 0.5,
  classes: [
    { label: 'cat', precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
    { label: 'dog', precision: 2 / 3, recall: 1, f1: 0.8, support: 2 },
  ],
  confusion: [
    [1, 1],
    [0, 2],
  ],
  predictions: [
    { id: 'cat/a|b*.jpg', target: 0, probabilities: [0.1, 0.9] },
    { id: 'cat/fine.jpg', target: 0, probabilities: [0.9, 0.1] },
    { id: 'dog/one.jpg', target: 1, probabilities: [0.2, 0.8] },
    { id: 'dog/two.jpg', target: 1, probabilities: [0.4, 0.6] },
  ],
};

const facts: ReportFacts = {
  data: {
    name: 'pets',
    labels: ['cat', 'dog'],
    notes: [{ code: 'duplicates', message: '2 pictures are in train and in test.', ids: ['a', 'b'] }],
    attribution: 'Somebody (2018), CC BY 4.0.',
  },
  backbone: {
    id: 'tiny/none',
    cut: 'top_activation',
    license: 'Apache-2.0',
    pretraining: { data: 'ImageNet', task: 'classification of 1,000 classes' },
  },
  head: 'linear',
  freeze: 'feature-extraction',
  stages: [
    {
      stage: { kind: 'solve', name: 'solve' },
      epochs: 0,
      trainLoss: 0.1,
      validationLoss: null,
      stoppedBy: 'solved',
      history: [],
      details: {
        l2: 0.01,
        path: [
          { l2: 0.01, validationLoss: 0.3 },
          { l2: 0.1, validationLoss: 0.5 },
        ],
      },
    },
  ],
  splits: [{ ...test, split: 'train' }, test],
  skipped: [{ id: 'cat/broken.jpg', code: 'truncated-image', reason: 'ends after 10 bytes' }],
  recipe: { data: 'pets', seed: 1 },
  versions: { graft: '0.1.0', backend: 'wasm' },
};

it('says what was trained on what, and how well it tells the classes apart', () => {
  const report = formatReport(facts);
  expect(report).toMatch(/^# pets: linear head on tiny\/none\n/);
  expect(report).toContain('Of 4 test pictures, **75.0 %** are right (95 % interval 70.0 % to 80.0 %, AUC 0.900)');
  expect(report).toContain('always answering the most frequent class would give 50.0 %');
  expect(report).toMatch(/\| accuracy +\| 0\.750 \(0\.700 to 0\.800\) \| 0\.750 \(0\.700 to 0\.800\) \|/);
  expect(report).toMatch(/\| true class \| cat \| dog \|\n\|[ :|-]+\|\n\| cat +\| +1 \| +1 \|\n\| dog +\| +0 \| +2 \|/);
  expect(report).toMatch(/\| cat +\| +1\.000 \| +0\.500 \| 0\.667 \| +2 \|/);
});

it('names the worst mistakes, and what names hold is not taken for Markdown', () => {
  const report = formatReport(facts);
  expect(report).toContain('## The most wrong: Test pictures');
  expect(report).toMatch(/\| cat\/a\\\|b\\\*\.jpg \| cat \| dog +\| 90\.0 % \|/);
});

it('lists what was left out, what is odd about the data, recipe, versions and licences', () => {
  const report = formatReport(facts);
  expect(report).toMatch(/\| cat\/broken\.jpg \| ends after 10 bytes \|/);
  expect(report).toContain('- 2 pictures are in train and in test.');
  expect(report).toContain('```json\n{\n  "data": "pets",\n  "seed": 1\n}\n```');
  expect(report).toMatch(/\| backend \| wasm +\|/);
  expect(report).toContain('Weights of tiny/none: Apache-2.0.');
  expect(report).toContain('Pictures: Somebody (2018), CC BY 4.0.');
  expect(report).toContain('weights trained on ImageNet (classification of 1,000 classes)');
});

it('shows the name of the layer as it is, whatever it holds', () => {
  const report = formatReport({ ...facts, backbone: { ...facts.backbone, cut: 'a` <img src=x> `b' } });
  expect(report).toContain('sees up to a\\` \\<img src=x\\> \\`b. Of 4');
  expect(report).toContain('cut at: a\\` \\<img src=x\\> \\`b');
});

it('shows how the head was found', () => {
  const report = formatReport(facts);
  expect(report).toMatch(/\| solve +\| solved directly \| +0\.100 \| no validation pictures \| solved +\|/);
  expect(report).toContain('- l2: 0.01');
  expect(report).toMatch(/\| +l2 \| validationLoss \|\n\|[ :|-]+\|\n\| 0\.01 \| +0\.3 \|\n\| +0\.1 \| +0\.5 \|/);
});

it('says so where there is nothing to tell', () => {
  const perfect = { ...test, predictions: test.predictions.slice(1) };
  const report = formatReport({ ...facts, skipped: [], splits: [{ ...perfect, auc: null }] });
  expect(report).toContain('Every picture could be read.');
  expect(report).toContain('No picture was taken for something else.');
  expect(report).toMatch(/\| AUC +\| undefined +\|/);
});

it('is the same for the same facts', () => {
  expect(formatReport(structuredClone(facts))).toBe(formatReport(facts));
});

it('shows curves, phases and every epoch of stages that trained, in the one file', () => {
  const report = formatReport({ ...facts, stages: [trained('train the head', [1], [1.2]), overfitted] });
  const [, picture = ''] =
    /!\[Training and validation loss by epoch\]\(data:image\/svg\+xml;base64,([\w+/=]+)\)/.exec(report) ?? [];
  expect(atob(picture)).toMatch(/^<svg [^]*<title id="title">Loss by epoch<\/title>[^]*<\/svg>\n$/);
  expect(report).toContain(
    'overfitting from 6 to 10. Lowest validation loss 0.600 at epoch 5. Overfitting was certain',
  );
  expect(report).toMatch(/\| tune +\| +5 \| +0\.0001 \| +0\.400 \| +75\.0 % \| +0\.600 \| +50\.0 % \|/);
  expect(report).not.toContain('Loss by L2 penalty');
});

it('shows the path of penalties in place of the curves of a head that was solved', () => {
  const report = formatReport({ ...facts, stages: [solved] });
  expect(report).toMatch(/!\[Loss by L2 penalty: solve the head\]\(data:image\/svg\+xml;base64,/);
  expect(report).not.toContain('Every epoch');
});

it('puts another model beside this one, with the difference', () => {
  const interval = (value: number, low: number, high: number) => ({ value, low, high });
  const comparison: ReportFacts['comparison'] = {
    split: 'test',
    other: {
      file: 'scratch_1.safetensors',
      backbone: { id: 'tiny/random' },
      head: 'linear',
      freeze: 'fine-tune',
      metrics: { accuracy: estimate(0.5), balancedAccuracy: estimate(0.5), auc: null, logLoss: estimate(0.7) },
    },
    difference: {
      accuracy: interval(0.25, 0.1, 0.4),
      balancedAccuracy: interval(0.25, -0.0001, 0.4),
      auc: null,
      logLoss: interval(-0.3, -0.5, -0.1),
    },
  };
  const report = formatReport({ ...facts, comparison });
  expect(report).toContain(
    [
      '## Compared with scratch_1.safetensors',
      '',
      '- this: linear head on tiny/none, from weights trained on ImageNet, by feature-extraction',
      '- the other, scratch_1.safetensors: linear head on tiny/random, from weights drawn at random, by fine-tune',
      '',
    ].join('\n'),
  );
  expect(report).toMatch(/\| accuracy +\| 0\.750 \(.*\) \| 0\.500 \(.*\) \| \+0\.250 \(\+0\.100 to \+0\.400\) +\|/);
  expect(report).toMatch(/\| balanced accuracy .*\| \+0\.250 \(0\.000 to \+0\.400\) +\|/);
  expect(report).toMatch(/\| AUC .*\| undefined +\| undefined +\|/);
  expect(report).toMatch(/\| log loss .*\| -0\.300 \(-0\.500 to -0\.100\) +\|/);
  expect(report).toContain('Both on the same 4 test pictures; the difference is this less the other');
  expect(report).toContain('This one is right more often.');

  const judged = (accuracy: ReturnType<typeof interval>) =>
    formatReport({ ...facts, comparison: { ...comparison, difference: { ...comparison.difference, accuracy } } });
  expect(judged(interval(-0.2, -0.3, -0.1))).toContain('The other is right more often.');
  expect(judged(interval(0.1, -0.1, 0.2))).toContain(
    'these pictures cannot tell which of the two is right more often.',
  );
});

it('says that validation was measured before the head was fitted to it too', () => {
  const validation = { ...test, split: 'validation' as const };
  const refitted = formatReport({
    ...facts,
    splits: [validation, test].map((each) => (each === validation ? { ...each, beforeRefit: true } : each)),
  });
  expect(refitted).toContain(
    'The figures of validation pictures are of the head before its last fit, which took these in too',
  );
  expect(formatReport({ ...facts, splits: [validation, test] })).not.toContain('before its last fit');
});

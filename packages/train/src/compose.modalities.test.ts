import type { Dataset } from '@graftjs/core';
import { featureExtraction } from '@graftjs/freeze/feature-extraction';
import { linear } from '@graftjs/heads/linear';
import { expect, it } from 'vitest';
import { toyBackbone, toyData } from '../test/toy.js';
import { compose } from './compose.js';

const texts: Dataset<string> = {
  ...toyData(),
  modality: 'text',
  async *examples(split) {
    for await (const example of toyData().examples(split)) yield { ...example, input: example.id };
  },
};

it('texts on a backbone for pictures do not compile, and are refused where no compiler looks', () => {
  const parts = { head: linear(), freeze: featureExtraction(), seed: 7 };
  // @ts-expect-error the data set holds strings, and the backbone takes pictures
  expect(() => compose({ ...parts, data: texts, backbone: toyBackbone() })).toThrow(
    expect.objectContaining({
      code: 'modality-mismatch',
      message:
        'The data set "toys" holds text examples; the backbone "toy/random" takes image ones. Choose another backbone.',
    }),
  );
});

import { splits, type Split } from '@graftjs/core';
import type { TracedFile } from '@graftjs/data';
import { nounOf, type AnyData } from '../model/any-input.js';
import { formatCount } from '../output/format-amounts.js';
import { countFiles } from './open-data.js';
import type { Part } from './parts.js';

/** The pictures that an evaluation measures. */
export interface MeasuredPart {
  readonly part: Part;
  /** With the measured pictures in `split`. */
  readonly data: AnyData;
  readonly split: Split;
  /** Which pictures they are, and why these. */
  readonly description: string;
  /** How many of them the model was fitted to; null where the bundle does not tell. */
  readonly seen: number | null;
}

export interface PartQuestion {
  readonly data: AnyData;
  /** Default: the test split of folders that are split, and of the folder that the model was trained on; of new pictures all. */
  readonly asked: Part | undefined;
  readonly seed: number;
  readonly groupBy: string | undefined;
  /** The name of the data that the model was trained on, where it is known. */
  readonly trainedName: string | undefined;
  /** Whether the model was fitted to a picture, where the bundle tells. */
  readonly isSeen: ((file: TracedFile) => boolean) | undefined;
}

/** Chooses which pictures of a folder to measure a model on. */
export function choosePart(question: PartQuestion): MeasuredPart {
  const { data, asked, isSeen } = question;
  const part = asked ?? usualPart(question);
  const whole = part === 'all' ? allAsTest(data) : data;
  const split = part === 'all' ? 'test' : part;
  return {
    ...{ part, data: whole, split },
    description: describe(question, part),
    seen: isSeen === undefined ? null : whole.files(split).filter(isSeen).length,
  };
}

function usualPart({ data, isSeen, trainedName }: PartQuestion): Part {
  const [only, other] = data.given;
  if (only !== undefined) return other === undefined && only !== 'train' ? only : 'test';
  const isTrainingFolder =
    isSeen === undefined ? data.name === trainedName : splits.some((split) => data.files(split).some(isSeen));
  return isTrainingFolder ? 'test' : 'all';
}

function describe({ data, asked, seed, groupBy, isSeen }: PartQuestion, part: Part): string {
  const total = countFiles(data);
  if (part === 'all') {
    const why =
      asked !== undefined
        ? ''
        : isSeen === undefined
          ? ` This bundle does not say which ${nounOf(data)}s it was trained on; if these are, give --split test.`
          : ' None of them trained this bundle.';
    return `All ${formatCount(total, nounOf(data))} of ${data.name}.${why}`;
  }
  const count = `${data.size(part)} of ${formatCount(total, nounOf(data))} of ${data.name}`;
  if (data.given.includes(part)) return `${count}: the ${part} split, as its folders say.`;
  const groups = groupBy === undefined ? '' : ', groups kept together';
  return `${count}: the ${part} split drawn with seed ${seed}${groups}. To measure every ${nounOf(data)}, give --split all.`;
}

function allAsTest(data: AnyData): AnyData {
  return {
    ...data,
    size: (split) => (split === 'test' ? countFiles(data) : 0),
    files: (split) => (split === 'test' ? splits.flatMap((each) => data.files(each)) : []),
    async *examples(split) {
      if (split === 'test') for (const each of splits) yield* data.examples(each);
    },
  };
}

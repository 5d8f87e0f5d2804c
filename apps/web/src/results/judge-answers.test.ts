import { computeMetrics } from '@graftjs/train';
import { describe, expect, it } from 'vitest';
import { judgeAnswers, listMistakes, sumToOne, usualThreshold } from './judge-answers.js';

const example = (id: string, target: number, ...probabilities: number[]) => ({ id, target, probabilities });
const two = [example('a', 0, 0.9, 0.1), example('b', 0, 0.4, 0.6), example('c', 1, 0.3, 0.7)];
const three = [example('a', 0, 0.5, 0.3, 0.2), example('b', 1, 0.1, 0.2, 0.7), example('c', 2, 0.4, 0.35, 0.25)];

describe('judgeAnswers', () => {
  it('moves the line between two labels, the second from the threshold on', () => {
    const answers = (threshold: number) => judgeAnswers(two, threshold).map(({ answer }) => answer);
    expect(answers(usualThreshold(2))).toEqual([0, 1, 1]);
    expect(answers(0.7)).toEqual([0, 0, 1]);
    expect(answers(0)).toEqual([1, 1, 1]);
    expect(judgeAnswers(two, 0.65)[1]).toMatchObject({ id: 'b', truth: 0, answer: 0, probability: 0.4 });
  });

  it('answers at the usual threshold what metrics count, also where two sigmoids do not sum to 1', () => {
    const sigmoids = [[0.9, 0.6], [0.2, 0.4], [0.7, 0.8], [0.5, 0.5], [0, 0]]; // prettier-ignore
    const examples = sigmoids.map((probabilities, index) => example(`${index}`, index % 2, ...probabilities));
    const judged = judgeAnswers(examples, usualThreshold(2));
    const { accuracy, confusion } = computeMetrics(sigmoids, examples.map(({ target }) => target), ['a', 'b'], { seed: 1 }); // prettier-ignore
    expect(judged.map(({ answer }) => answer)).toEqual([0, 1, 1, 0, 0]);
    expect(judged.filter(({ truth, answer }) => truth === answer).length / judged.length).toBe(accuracy.value);
    expect(judged.filter(({ truth, answer }) => truth === 0 && answer === 1)).toHaveLength(confusion[0]?.[1] ?? NaN);
    // A share of 0.4, 0.67, 0.53, 0.5 and, of nothing at all, a half.
    expect(judgeAnswers(examples, 0.51).map(({ answer }) => answer)).toEqual([0, 1, 1, 0, 0]);
    expect(judgeAnswers(examples, 0.39).map(({ answer }) => answer)).toEqual([1, 1, 1, 1, 1]);
    expect([sumToOne(examples), sumToOne(two)]).toEqual([false, true]);
  });

  it('leaves undecided, of more labels, what no label is probable enough for', () => {
    expect(judgeAnswers(three, 0.45).map(({ answer }) => answer)).toEqual([0, 2, undefined]);
    expect(judgeAnswers(three, usualThreshold(3)).map(({ answer }) => answer)).toEqual([0, 2, 0]);
  });

  it('lists mistakes, the most certain first', () => {
    expect(listMistakes(judgeAnswers(three, 0)).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(listMistakes(judgeAnswers(three, 0.45)).map(({ id }) => id)).toEqual(['b']);
  });
});

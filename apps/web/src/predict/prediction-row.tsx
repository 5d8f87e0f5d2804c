import { memo } from 'react';
import { Thumbnail } from '../pictures/thumbnail.js';
import { texts } from '../texts.js';
import type { Answer } from '../workshop/workshop-api.js';

export interface Shown {
  readonly file: File;
  readonly answer: Answer;
  readonly labels: readonly string[];
}

/** One picture with what it was taken for and the probabilities of all labels, or why it could not be classified. */
export const PredictionRow = memo(function PredictionRow({ file, answer, labels }: Shown) {
  const name = file.name === '' ? texts.predict.pasted : file.name;
  if ('problem' in answer) {
    return (
      <tr className="problem">
        <td>{name}</td>
        <td colSpan={2}>{answer.problem}</td>
      </tr>
    );
  }
  const ranked = labels
    .map((label, index) => ({ label, probability: answer.probabilities[index] ?? NaN }))
    .sort((a, b) => b.probability - a.probability);
  return (
    <tr data-probabilities={JSON.stringify(Object.fromEntries(ranked.map((one) => [one.label, one.probability])))}>
      <td>
        <Thumbnail file={file} />
        <span>{name}</span>
      </td>
      <td>{answer.label}</td>
      <td className="number">
        {ranked.slice(0, 5).map(({ label, probability }) => (
          <div key={label} className="bar">
            <span>{label}</span>
            <meter value={probability} aria-label={label} />
            <span>{texts.percent(probability)}</span>
          </div>
        ))}
      </td>
    </tr>
  );
});

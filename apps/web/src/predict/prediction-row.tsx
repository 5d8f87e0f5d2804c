import { memo, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { HeatMap } from '../explain/heat-map.js';
import { Thumbnail } from '../pictures/thumbnail.js';
import { texts } from '../texts.js';
import type { Answer, ShelfPlace } from '../workshop/workshop-api.js';
import { ProbabilityBars } from './probability-bars.js';

export interface Shown {
  /** Of all that were shown; it stays while others come before it. */
  readonly id: number;
  readonly file: File;
  readonly answer: Answer;
  /** Of the model that gave the answer. */
  readonly labels: readonly string[];
}

interface PredictionRowProps extends Omit<Shown, 'id'> {
  readonly source: ShelfPlace;
}

/**
 * One picture with what it was taken for, the probabilities of all labels and, when asked, where the model looked; or why it could
 * not be classified.
 */
export const PredictionRow = memo(function PredictionRow({ file, answer, labels, source }: PredictionRowProps) {
  const [explained, setExplained] = useState(false);
  const name = file.name === '' ? texts.predict.pasted : file.name;
  if ('problem' in answer) {
    return (
      <tr className="problem">
        <td>{name}</td>
        <td colSpan={2}>{answer.problem}</td>
      </tr>
    );
  }
  const { label, probabilities } = answer;
  return (
    <>
      <tr>
        <td>
          <Thumbnail file={file} />
          <span>{name}</span>
        </td>
        <td>
          {label}
          <div>
            <ToggleButton
              className="small"
              isSelected={explained}
              onChange={setExplained}
              aria-label={texts.explain.showOf(name)}
            >
              {texts.explain.show}
            </ToggleButton>
          </div>
        </td>
        <td className="number">
          <ProbabilityBars labels={labels} probabilities={probabilities} />
        </td>
      </tr>
      {explained && (
        <tr className="explained">
          <td colSpan={3}>
            <HeatMap source={source} picture={file} labels={labels} answer={label} />
          </td>
        </tr>
      )}
    </>
  );
});

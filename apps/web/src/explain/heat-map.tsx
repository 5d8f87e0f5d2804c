import { useId, useState } from 'react';
import { texts } from '../texts.js';
import type { ShelfPlace } from '../workshop/workshop-api.js';
import { RgbCanvas } from './rgb-canvas.js';
import { useExplanation } from './use-explanation.js';

interface HeatMapProps {
  readonly source: ShelfPlace;
  readonly picture: Blob;
  readonly labels: readonly string[];
  /** The label that is asked for first. */
  readonly answer: string;
}

/** A picture as the network saw it, and in colour what there speaks for a label, which can be chosen. */
export function HeatMap({ source, picture, labels, answer }: HeatMapProps) {
  const select = useId();
  const [label, setLabel] = useState(answer);
  const explaining = useExplanation({ source, picture, label });
  const { explanation } = explaining.kind === 'done' ? explaining : { explanation: undefined };
  return (
    <div className="explanation">
      <div className="asked">
        <label htmlFor={select}>{texts.explain.choose}</label>
        <select id={select} value={label} onChange={({ target }) => setLabel(target.value)}>
          {labels.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      {explanation && (
        <div className="pair">
          <RgbCanvas image={explanation.seen} label={texts.explain.seen} />
          <RgbCanvas image={explanation.drawn} label={texts.explain.drawn(label)} />
        </div>
      )}
      <p role="status" className={explaining.kind === 'failed' ? 'problem' : 'hint'}>
        {explaining.kind === 'waiting' && texts.explain.waiting}
        {explaining.kind === 'failed' && explaining.reason}
        {explanation &&
          (Math.max(...explanation.map.values) > 0 ? texts.explain.key(label) : texts.explain.none(label))}
      </p>
    </div>
  );
}

import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { HeatMap } from '../explain/heat-map.js';
import { ProbabilityBars } from '../predict/probability-bars.js';
import { texts } from '../texts.js';
import type { Judged } from './judge-answers.js';

interface CloserLookProps {
  readonly judged: Judged;
  readonly picture: Blob;
  readonly labels: readonly string[];
  readonly onClose: () => void;
}

/** One picture of the gallery: what the model says of it, and where it looked. */
export function CloserLook({ judged, picture, labels, onClose }: CloserLookProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { id, truth, probabilities } = judged;
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [id]);
  const likeliest = labels[probabilities.indexOf(Math.max(...probabilities))] ?? '';
  return (
    <div className="closer-look" data-opener="gallery" role="group" aria-labelledby="closer-look-heading">
      <h4 id="closer-look-heading" ref={heading}>
        {texts.results.closerLook(id, labels[truth] ?? '')}
      </h4>
      <ProbabilityBars labels={labels} probabilities={probabilities} />
      {/* Made anew for each picture, so that it begins with what that one was taken for. */}
      <HeatMap key={id} source="training" picture={picture} labels={labels} answer={likeliest} />
      <Button onPress={onClose}>{texts.classes.close}</Button>
    </div>
  );
}

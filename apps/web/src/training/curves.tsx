import { useEffect, useMemo, useState } from 'react';
import { texts } from '../texts.js';
import { useObjectUrl } from '../use-object-url.js';
import type { StageEpochs } from '../workshop/workshop-api.js';
import type { DrawnTraining } from './draw-training.js';

/** The curves of a training, and what its phases were. */
export function Curves({ stages }: { readonly stages: readonly StageEpochs[] }) {
  const [drawn, setDrawn] = useState<DrawnTraining>();
  useEffect(() => {
    let outdated = false;
    // Not needed before there is something to draw.
    void import('./draw-training.js').then(({ drawTraining }) => {
      if (!outdated) setDrawn(drawTraining(stages));
    });
    return () => {
      outdated = true;
    };
  }, [stages]);
  if (drawn === undefined || stages.length === 0) return null;
  return (
    <div className="curves">
      {drawn.loss !== null && <Chart svg={drawn.loss} name={texts.training.lossChart} />}
      {drawn.accuracy !== null && <Chart svg={drawn.accuracy} name={texts.training.accuracyChart} />}
      {drawn.phases.map((phase) => (
        <p key={phase}>{phase}</p>
      ))}
    </div>
  );
}

/** As an image: the style within an SVG file is its own there, and none of the page's. */
function Chart({ svg, name }: { readonly svg: string; readonly name: string }) {
  const address = useObjectUrl(useMemo(() => new Blob([svg], { type: 'image/svg+xml' }), [svg]));
  return address === undefined ? null : <img src={address} alt={name} width={720} height={380} />;
}

import { useId, useMemo, useRef, useState } from 'react';
import { Button, Switch } from 'react-aria-components';
import { CameraView } from '../camera/camera-view.js';
import { useShownCamera } from '../camera/use-shown-camera.js';
import { RgbCanvas } from '../explain/rgb-canvas.js';
import { texts } from '../texts.js';
import type { ShelfPlace } from '../workshop/workshop-api.js';
import { ProbabilityBars } from './probability-bars.js';
import { useLive } from './use-live.js';
import { useSpoken } from './use-spoken.js';

interface LivePanelProps {
  readonly source: ShelfPlace;
  readonly labels: readonly string[];
  readonly onClose: () => void;
}

/** What the camera sees, what the model says of it as fast as it can and, when asked, where it looks. */
export function LivePanel({ source, labels, onClose }: LivePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const camera = useShownCamera(panel);
  const { state } = camera;
  const [explained, setExplained] = useState(false);
  const [label, setLabel] = useState('');
  const explain = useMemo(() => (explained ? (label === '' ? {} : { label }) : undefined), [explained, label]);
  const { look, perSecond, reason } = useLive(panel, { source, camera, explain });

  const answer = look && !('problem' in look.answer) ? look.answer : undefined;
  const spoken = useSpoken(answer === undefined ? '' : texts.live.spoken(answer.label));
  const mirrored = state.kind === 'on' && state.opened.mirrored;
  const problem = reason ?? (look && 'problem' in look.answer ? look.answer.problem : undefined);
  return (
    <div ref={panel} className="live">
      <div className="views">
        <CameraView camera={camera} />
        {explained && look?.explanation && (
          <div className={mirrored ? 'mirrored' : undefined}>
            <RgbCanvas image={look.explanation.drawn} label={texts.explain.drawn(look.explanation.map.label)} />
          </div>
        )}
      </div>
      {answer && (
        <div role="group" aria-label={texts.live.answer}>
          <ProbabilityBars labels={labels} probabilities={answer.probabilities} steady />
          <p className="hint">{perSecond === undefined ? '' : texts.live.rate(perSecond)}</p>
        </div>
      )}
      <p role="status" className="visually-hidden">
        {spoken}
      </p>
      <p role="alert" className="problem">
        {problem}
      </p>
      <div className="actions">
        <Switch isSelected={explained} onChange={setExplained}>
          <span className="switch" />
          {texts.live.explain}
        </Switch>
        {explained && <LabelChoice labels={labels} label={label} onChange={setLabel} />}
        <Button onPress={onClose}>{texts.camera.close}</Button>
      </div>
    </div>
  );
}

interface LabelChoiceProps {
  readonly labels: readonly string[];
  /** '' for the most probable one. */
  readonly label: string;
  readonly onChange: (label: string) => void;
}

function LabelChoice({ labels, label, onChange }: LabelChoiceProps) {
  const select = useId();
  return (
    <span className="asked">
      <label htmlFor={select}>{texts.explain.choose}</label>
      <select id={select} value={label} onChange={({ target }) => onChange(target.value)}>
        <option value="">{texts.live.likeliest}</option>
        {labels.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </span>
  );
}

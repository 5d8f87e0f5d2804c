import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { CameraView } from '../camera/camera-view.js';
import { HoldButton } from '../camera/hold-button.js';
import { recordBurst } from '../camera/record-burst.js';
import { useShownCamera } from '../camera/use-shown-camera.js';
import { messageOf } from '../message-of.js';
import type { ProjectEdit } from '../project/edit-project.js';
import { burstFolder } from '../project/group-pattern.js';
import type { PictureClass } from '../project/project.js';
import { texts } from '../texts.js';

interface RecordPanelProps {
  readonly classes: readonly PictureClass[];
  readonly edit: (edit: ProjectEdit) => void;
  readonly disabled: boolean;
  readonly onClose: () => void;
}

/** The camera, with a button for each class that records into it for as long as it is held. */
export function RecordPanel({ classes, edit, disabled, onClose }: RecordPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const camera = useShownCamera(panel);
  const { grab } = camera;
  const [status, setStatus] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  // What opened it can no longer be used, and beside that stands something else.
  useEffect(() => heading.current?.focus(), []);

  const record = async (label: string, signal: AbortSignal): Promise<void> => {
    const folder = burstFolder(new Date());
    let frames = 0;
    const keep = (file: File): void => {
      const name = `${folder}/${String(++frames).padStart(3, '0')}.jpg`;
      edit({ kind: 'add', pictures: [{ label, name, file }], burst: `${label}/${folder}` });
    };
    try {
      await recordBurst(grab, keep, signal);
      setStatus(texts.camera.recorded(frames, label));
    } catch (error) {
      setStatus(texts.camera.failed(messageOf(error)));
    }
  };
  return (
    <div ref={panel} className="record" data-opener="use-camera">
      <h3 ref={heading} tabIndex={-1}>
        {texts.camera.heading}
      </h3>
      <p>
        {texts.camera.about} <span className="hint">{texts.camera.bursts}</span>
      </p>
      <CameraView camera={camera} />
      <div className="actions">
        {classes.map(({ id, name }) => (
          <HoldButton
            key={id}
            disabled={disabled || camera.state.kind !== 'on'}
            onHold={(signal) => void record(name, signal)}
          >
            {texts.camera.hold(name)}
          </HoldButton>
        ))}
        <Button onPress={onClose}>{texts.camera.close}</Button>
      </div>
      <p role="status">{status}</p>
    </div>
  );
}

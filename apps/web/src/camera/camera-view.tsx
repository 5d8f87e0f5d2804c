import { useCallback } from 'react';
import { Button } from 'react-aria-components';
import { texts } from '../texts.js';
import type { Camera } from './use-camera.js';

/** What a camera sees, the choice of another, and why there is nothing to see. */
export function CameraView({ camera }: { readonly camera: Camera }) {
  const { state, devices, open } = camera;
  const stream = state.kind === 'on' ? state.opened.stream : null;
  const show = useCallback(
    (video: HTMLVideoElement | null) => {
      if (video) video.srcObject = stream;
    },
    [stream],
  );
  return (
    <div className="camera">
      {state.kind === 'on' && (
        <video
          ref={show}
          className={state.opened.mirrored ? 'mirrored' : undefined}
          aria-label={texts.camera.view}
          autoPlay
          muted
          playsInline
        />
      )}
      {state.kind === 'on' && devices.length > 1 && (
        <label>
          {texts.camera.choose}
          <select value={state.opened.deviceId} onChange={({ target }) => open(target.value)}>
            {devices.map(({ deviceId, label }, index) => (
              <option key={deviceId} value={deviceId}>
                {label || texts.camera.nameless(index + 1)}
              </option>
            ))}
          </select>
        </label>
      )}
      <p role="status" className={state.kind === 'failed' ? 'problem' : 'hint'}>
        {state.kind === 'asking' && texts.camera.asking}
        {state.kind === 'failed' && state.reason}
      </p>
      {state.kind === 'failed' && <Button onPress={() => open()}>{texts.camera.again}</Button>}
    </div>
  );
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../message-of.js';
import { texts } from '../texts.js';
import { listCameras, openCamera, type OpenCamera } from './open-camera.js';

type CameraState =
  | { readonly kind: 'off' | 'asking' }
  | { readonly kind: 'on'; readonly opened: OpenCamera }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Camera {
  readonly state: CameraState;
  /** Those to choose from; empty until one was allowed. */
  readonly devices: readonly MediaDeviceInfo[];
  /** @param deviceId of another than the browser's own choice */
  readonly open: (deviceId?: string) => void;
  readonly close: () => void;
  /** What the camera sees now, unmirrored; undefined where it is not on. */
  readonly grab: () => Promise<File | undefined>;
}

/** A camera that is off until it is opened, and off again when its user leaves the page. */
export function useCamera(): Camera {
  const [state, setState] = useState<CameraState>({ kind: 'off' });
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const current = useRef<OpenCamera>(undefined);
  // Whoever asked last is who gets it.
  const asked = useRef(0);

  const leave = useCallback((next: CameraState): number => {
    current.current?.close();
    current.current = undefined;
    setState(next);
    return ++asked.current;
  }, []);
  const close = useCallback(() => void leave({ kind: 'off' }), [leave]);
  const open = useCallback(
    (deviceId?: string) => {
      const mine = leave({ kind: 'asking' });
      const isMine = (): boolean => asked.current === mine;
      const onLost = (): void => {
        if (isMine()) leave({ kind: 'failed', reason: texts.camera.unplugged });
      };
      void openCamera(deviceId, onLost).then(
        async (opened) => {
          if (!isMine()) return opened.close();
          current.current = opened;
          setState({ kind: 'on', opened });
          setDevices(await listCameras());
        },
        (error: unknown) => {
          if (isMine()) leave({ kind: 'failed', reason: messageOf(error) });
        },
      );
    },
    [leave],
  );
  const grab = useCallback(async () => current.current?.grab(), []);
  useEffect(() => close, [close]);
  return { state, devices, open, close, grab };
}

import { useEffect, useRef, type RefObject } from 'react';
import { useCamera, type Camera } from './use-camera.js';

/** A camera that is on for as long as a panel is: off while the panel is on a tab that is not shown, and on again after. */
export function useShownCamera(panel: RefObject<Element | null>): Camera {
  const camera = useCamera();
  const { open, close, state } = camera;
  const deviceId = state.kind === 'on' ? state.opened.deviceId : undefined;
  const last = useRef<string>(undefined);
  useEffect(() => {
    last.current = deviceId ?? last.current;
  }, [deviceId]);
  useEffect(() => {
    if (panel.current === null) return;
    let wasShown = false;
    const observer = new ResizeObserver(([entry]) => {
      // What is scrolled away has a size still; what is not shown has none.
      const isShown = (entry?.target.getClientRects().length ?? 0) > 0;
      if (isShown && !wasShown) open(last.current);
      if (!isShown && wasShown) close();
      wasShown = isShown;
    });
    observer.observe(panel.current);
    return () => observer.disconnect();
  }, [panel, open, close]);
  return camera;
}

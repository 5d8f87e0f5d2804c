import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Camera } from '../camera/use-camera.js';
import { messageOf } from '../message-of.js';
import { workshop } from '../workshop/start-workshop.js';
import type { ExplainOptions, Look, ShelfPlace } from '../workshop/workshop-api.js';
import { watchFrames } from './watch-frames.js';
import { watchSight } from './watch-sight.js';

export interface Live {
  /** What the model said last; undefined before it has said anything. */
  readonly look: Look | undefined;
  /** Frames a second. */
  readonly perSecond: number | undefined;
  /** Why nothing more comes. */
  readonly reason: string | undefined;
}

interface LiveQuestion {
  readonly source: ShelfPlace;
  readonly camera: Camera;
  /** What the heat map is to show; undefined: none is made. */
  readonly explain: ExplainOptions | undefined;
}

const nothing: Live = { look: undefined, perSecond: undefined, reason: undefined };

/** Asks a model what a camera sees, for as long as the panel can be seen. */
export function useLive(panel: RefObject<Element | null>, { source, camera, explain }: LiveQuestion): Live {
  const [live, setLive] = useState(nothing);
  const asked = useRef(explain);
  useEffect(() => {
    asked.current = explain;
  }, [explain]);
  const { grab } = camera;
  const isOn = camera.state.kind === 'on';
  useEffect(() => {
    if (!isOn || panel.current === null) return;
    const leave = new AbortController();
    setLive(nothing);
    watchFrames({
      seen: watchSight(panel.current, leave.signal),
      grab,
      ask: (frame) => workshop().look(source, frame, asked.current),
      onAnswer: (look, perSecond) => setLive({ look, perSecond, reason: undefined }),
      signal: leave.signal,
    }).catch((error: unknown) => {
      if (!leave.signal.aborted) setLive({ ...nothing, reason: messageOf(error) });
    });
    return () => leave.abort();
  }, [panel, source, grab, isOn]);
  return live;
}

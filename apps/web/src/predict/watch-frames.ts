/** Frames that the frame rate is measured over. */
const MEASURED = 10;

interface FrameLoop<Frame, Answer> {
  /** Resolves when an answer would be seen. */
  readonly seen: () => Promise<void>;
  /** The newest frame; undefined ends the loop, as where the camera is gone. */
  readonly grab: () => Promise<Frame | undefined>;
  readonly ask: (frame: Frame) => Promise<Answer>;
  /** @param perSecond frames a second; undefined for the first */
  readonly onAnswer: (answer: Answer, perSecond: number | undefined) => void;
  readonly signal: AbortSignal;
}

/**
 * Asks about one frame after the other, as fast as answers come: one is on its way at a time, and the next is the newest then.
 *
 * @throws what `grab` and `ask` throw
 */
export async function watchFrames<Frame, Answer>(loop: FrameLoop<Frame, Answer>): Promise<void> {
  const { seen, grab, ask, onAnswer, signal } = loop;
  let times: number[] = [];
  for (;;) {
    const waited = performance.now();
    await seen();
    // Time in which nobody looked is not counted.
    if (performance.now() - waited > 500) times = [];
    if (signal.aborted) return;
    const frame = await grab();
    if (frame === undefined) return;
    const answer = await ask(frame);
    if (isAborted(signal)) return;
    times = [...times, performance.now()].slice(-MEASURED - 1);
    const [first = 0] = times;
    const passed = (times.at(-1) ?? 0) - first;
    onAnswer(answer, passed > 0 ? (1000 * (times.length - 1)) / passed : undefined);
  }
}

/** It may have changed since it was asked last. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

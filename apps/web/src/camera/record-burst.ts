/** Frames a second: of more, neighbours hardly differ. */
const RATE = 10;

/**
 * Takes frames one after the other, ten a second or as fast as they come, the first at once, so that a touch gives one.
 *
 * @param grab gives a frame; undefined ends the burst, as where the camera is gone
 * @param signal ends the burst, after the frame that is being taken
 * @throws what `grab` throws
 */
export async function recordBurst<Frame>(
  grab: () => Promise<Frame | undefined>,
  onFrame: (frame: Frame) => void,
  signal: AbortSignal,
): Promise<void> {
  do {
    const due = performance.now() + 1000 / RATE;
    const frame = await grab();
    if (frame === undefined) return;
    onFrame(frame);
    await wait(due - performance.now(), signal);
  } while (!signal.aborted);
}

/** @param ms none where it is not above 0 */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

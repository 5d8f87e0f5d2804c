import { availableParallelism, cpus } from 'node:os';

/** Above this share of processor time for other programs, a figure is marked as not fair, whatever it is. */
export const QUIET = 0.05;

/**
 * Starts to watch how busy the machine is with other work.
 *
 * @returns tells the share of all processor time since the start, 0 to 1, that other programs took
 */
export function watchOthers() {
  const from = times();
  return () => {
    const to = times();
    const others = to.busy - from.busy - (to.own - from.own);
    return Math.max(0, others / ((to.wall - from.wall) * availableParallelism()));
  };
}

/** In milliseconds; `own` counts the threads of this process too. */
function times() {
  const busy = cpus().reduce((sum, { times: t }) => sum + t.user + t.nice + t.sys + t.irq, 0);
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), busy, own: (user + system) / 1000 };
}

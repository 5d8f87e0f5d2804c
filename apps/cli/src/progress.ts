import type { OnProgress } from '@graftjs/train';
import cliProgress from 'cli-progress';
import { errorColors, type Output } from './output.js';

/** Work that is under way: so much of a total is done. */
interface Progress {
  /** What is being done, for people: 'features of train'. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** Draws progress on standard error. */
export interface ProgressBar {
  update(progress: Progress): void;
  /** Says what is being done where nobody knows how long it takes. */
  wait(label: string): void;
  /** Removes the bar, so that something else can be said. */
  stop(): void;
}

/** A bar with rate and time left; silent where standard error is no terminal. */
export function createProgressBar(): ProgressBar {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => undefined, wait: () => undefined, stop: () => undefined };
  let current: { bar: cliProgress.SingleBar; label: string; started: number; first: number } | undefined;
  let waiting = false;
  const stop = (): void => {
    current?.bar.stop();
    current = undefined;
    if (waiting) stderr.write('\r\u001b[2K');
    waiting = false;
  };
  return {
    stop,
    wait(label) {
      stop();
      waiting = true;
      stderr.write(`${label} …`);
    },
    update({ label, done, total }) {
      if (current?.label !== label) {
        stop();
        const bar = createBar();
        bar.start(total, done, { label: label.padEnd(24), rate: '', left: '' });
        current = { bar, label, started: performance.now(), first: done };
      }
      const { bar, started, first } = current;
      const rate = (1000 * (done - first)) / (performance.now() - started);
      bar.setTotal(total);
      bar.update(
        done,
        rate > 0 ? { rate: formatRate(rate), left: `${formatSeconds((total - done) / rate)} left` } : {},
      );
      if (done >= total) stop();
    },
  };
}

/** Draws the progress of training, and says what it notes. */
export function showProgress(bar: ProgressBar, output: Output): OnProgress {
  // Training and every evaluation would each say it again.
  const said = new Set<string>();
  return (progress) => {
    switch (progress.phase) {
      case 'features':
        bar.update({ label: `features of ${progress.split}`, done: progress.done, total: progress.total });
        break;
      case 'stage':
        bar.wait(progress.stage);
        break;
      case 'note':
        if (said.has(progress.note.code)) break;
        said.add(progress.note.code);
        bar.stop();
        output.warn(progress.note.message);
    }
  };
}

function createBar(): cliProgress.SingleBar {
  return new cliProgress.SingleBar({
    stream: process.stderr,
    format: `{label} ${errorColors.cyan('{bar}')} {value}/{total}  {rate}  {left}`,
    barCompleteChar: '━',
    barIncompleteChar: ' ',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  });
}

function formatRate(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
}

/** `45 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

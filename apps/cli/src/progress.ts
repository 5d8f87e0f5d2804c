import type { OnProgress } from '@graftjs/train';
import cliProgress from 'cli-progress';
import type { Noun } from './any-input.js';
import { describeEpoch, describeFeaturePrice, describeStep, describeTrainingPrice } from './describe-progress.js';
import { formatSeconds } from './format-amounts.js';
import { errorColors, type Output } from './output.js';
import { terminalText } from './terminal-text.js';

export { formatSeconds };

/** Work that is under way: so much of a total is done. */
interface Progress {
  /** What is being done, for people: 'features of train'. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** How it stands, briefly: 'loss 0.312'. */
  readonly detail?: string;
}

/** Draws progress on standard error. */
export interface ProgressBar {
  update(progress: Progress): void;
  /** Says what is being done where nobody knows how long it takes. */
  wait(label: string): void;
  /** Says something to whoever watches, above the bar; nothing where nobody does. */
  tell(text: string): void;
  /** Removes the bar, so that something else can be said. */
  stop(): void;
}

/** A bar with rate and time left; silent where standard error is no terminal. */
export function createProgressBar(): ProgressBar {
  const { stderr } = process;
  const nothing = (): void => undefined;
  if (!stderr.isTTY) return { update: nothing, wait: nothing, tell: nothing, stop: nothing };
  let bar: cliProgress.SingleBar | undefined;
  let waiting = false;
  /** Outlives the bar, which goes away while something else is said. */
  let work = { label: '', started: 0, first: 0, done: 0 };
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
    if (waiting) stderr.write('\r\u001b[2K');
    waiting = false;
  };
  // Also when the process ends in its midst, or the terminal would be left without a cursor.
  process.once('exit', () => {
    stop();
    stderr.write(SHOW_CURSOR);
  });
  return {
    stop,
    wait(label) {
      stop();
      waiting = true;
      stderr.write(`${terminalText(label)} …`);
    },
    tell(text) {
      stop();
      stderr.write(`${terminalText(text, errorColors.isColorSupported)}\n`);
    },
    update({ label, done, total, detail = '' }) {
      if (work.label !== label || done < work.done) {
        stop();
        work = { label, started: performance.now(), first: done, done };
      }
      work.done = done;
      const rate = (1000 * (done - work.first)) / (performance.now() - work.started);
      const figures =
        rate > 0 ? { rate: formatRate(rate), left: `${formatSeconds((total - done) / rate)} left` } : noFigures;
      // Together no wider than a terminal of 80 columns.
      const payload = {
        label: terminalText(label).padEnd(detail === '' ? 24 : 12),
        detail: detail && `${detail}  `,
        ...figures,
      };
      if (bar === undefined) {
        stop();
        bar = createBar(detail === '' ? 30 : 10);
        bar.start(total, done, payload);
      }
      bar.setTotal(total);
      bar.update(done, payload);
      if (done >= total) stop();
    },
  };
}

const SHOW_CURSOR = '\u001b[?25h';

const noFigures = { rate: '', left: '' };

/**
 * Draws the progress of training, and says what it costs and what it notes.
 *
 * @param options.onDisk whether features are kept on the disk; default false
 * @param options.noun what the examples are called; default 'picture'
 */
export function showProgress(
  bar: ProgressBar,
  output: Output,
  { onDisk = false, noun = 'picture' }: { readonly onDisk?: boolean; readonly noun?: Noun } = {},
): OnProgress {
  // Training and every evaluation would each say it again.
  const said = new Set<string>();
  let lowest: number | undefined;
  return (progress) => {
    switch (progress.phase) {
      case 'features': {
        const { split, view = 0, done, total } = progress;
        bar.update({ label: `features of ${split}${view === 0 ? '' : `, view ${view}`}`, done, total });
        break;
      }
      case 'stage':
        lowest = undefined;
        bar.wait(progress.stage);
        break;
      case 'price':
        bar.stop();
        output.say(describeFeaturePrice(progress, { onDisk, noun }));
        break;
      case 'training-price':
        bar.stop();
        output.say(describeTrainingPrice(progress));
        break;
      case 'step':
        // A stage that is gone on with may have been better before.
        lowest ??= progress.done === 1 ? Infinity : -Infinity;
        bar.update({
          label: progress.stage,
          done: progress.done,
          total: progress.total,
          detail: describeStep(progress),
        });
        break;
      case 'epoch': {
        const loss = progress.validationLoss ?? progress.trainLoss;
        const isBest = lowest !== undefined && loss < lowest;
        bar.tell(describeEpoch(progress, isBest));
        if (isBest) lowest = loss;
        break;
      }
      case 'note':
        // Where a run was stopped belongs to what it came to.
        if (progress.note.code === 'stopped-early' || said.has(progress.note.code)) break;
        said.add(progress.note.code);
        bar.stop();
        output.warn(progress.note.message);
    }
  };
}

function createBar(barsize: number): cliProgress.SingleBar {
  return new cliProgress.SingleBar({
    stream: process.stderr,
    format: `{label} ${errorColors.cyan('{bar}')} {value}/{total}  {detail}{rate}  {left}`,
    barsize,
    barCompleteChar: '━',
    barIncompleteChar: ' ',
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  });
}

function formatRate(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
}

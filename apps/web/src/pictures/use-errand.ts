import { useRef, useState } from 'react';
import { messageOf } from '../message-of.js';
import { tellSeldom } from '../tell-seldom.js';
import { texts } from '../texts.js';
import type { Count, Watch } from '../watch.js';

/** What became of the last errand, or what it does. */
interface Status {
  readonly text: string;
  readonly failed: boolean;
}

const nothing: Status = { text: '', failed: false };

/** What takes a while, one at a time, and can be canceled. */
export interface Errand {
  readonly status: Status;
  readonly busy: boolean;
  /** Undefined where there is nothing to count yet. */
  readonly count: Count | undefined;
  /**
   * @param work changes nothing until it is done, so that it can be canceled. @returns what is said of it then; '' where what it
   * did says so itself
   */
  readonly run: (begin: string, work: (watch: Watch) => Promise<string>) => Promise<void>;
  /** Leaves the last one behind: something else was done since. */
  readonly forget: () => void;
  readonly cancel: () => void;
}

/** Runs what takes a while, and says how it goes. */
export function useErrand(): Errand {
  const [status, setStatus] = useState(nothing);
  const [count, setCount] = useState<Count>();
  const running = useRef<AbortController>(undefined);
  const [busy, setBusy] = useState(false);

  const run: Errand['run'] = async (begin, work) => {
    const { signal } = (running.current = new AbortController());
    setBusy(true);
    setStatus({ text: begin, failed: false });
    try {
      const text = await work({ signal, onProgress: tellSeldom(setCount) });
      setStatus({ text, failed: false });
    } catch (error) {
      setStatus(
        signal.aborted ? { text: texts.pictures.canceled, failed: false } : { text: messageOf(error), failed: true },
      );
    }
    setCount(undefined);
    setBusy(false);
  };
  const forget = (): void => setStatus(nothing);
  return { status, busy, count, run, forget, cancel: () => running.current?.abort() };
}

import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { CountedBar } from '../counted-bar.js';
import { texts } from '../texts.js';
import type { Errand } from './use-errand.js';

/** Milliseconds after which an errand is no longer over before one can look. */
const SLOW = 300;

interface ErrandLineProps {
  readonly errand: Errand;
  /** What was done last; '' where nothing was. */
  readonly done: string;
  /** Undefined: nothing can be undone. */
  readonly onUndo: (() => void) | undefined;
}

/** What was done last, and a way back; while an errand runs that is not over at once, how far it is, and a way to cancel it. */
export function ErrandLine({ errand, done, onUndo }: ErrandLineProps) {
  const { status, busy, count, cancel } = errand;
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [busy]);
  return (
    <>
      <p role="status" className={status.failed ? 'problem' : undefined}>
        {status.text}
      </p>
      <div className="done">
        <p role="status">{done}</p>
        {done !== '' && onUndo && <Button onPress={onUndo}>{texts.done.undo}</Button>}
      </div>
      {slow && (
        <div className="errand">
          <CountedBar
            label={texts.pictures.progress}
            words={describe(count)}
            done={count?.done ?? 0}
            total={count?.total}
          />
          <Button onPress={cancel}>{texts.pictures.cancel}</Button>
        </div>
      )}
    </>
  );
}

function describe(count: Errand['count']): string {
  if (count === undefined) return '';
  const { done, total } = count;
  return total === undefined ? texts.pictures.found(done) : texts.pictures.counted(done, total);
}

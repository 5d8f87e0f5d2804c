import { useEffect, useRef, useState } from 'react';

/** Milliseconds between two things that are said: whoever listens has to be able to follow. */
const PAUSE = 3000;

/** Of a text that changes all the time, what is said of it: the newest, not more often than every 3 seconds, and no text twice. */
export function useSpoken(text: string): string {
  const [spoken, setSpoken] = useState('');
  const last = useRef(-Infinity);
  useEffect(() => {
    const speak = (): void => {
      last.current = performance.now();
      setSpoken(text);
    };
    const timer = setTimeout(speak, Math.max(0, last.current + PAUSE - performance.now()));
    return () => clearTimeout(timer);
  }, [text]);
  return spoken;
}

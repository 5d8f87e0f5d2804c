/**
 * Watches whether an element can be seen: not scrolled away, on a panel that is shown, in a page that is.
 *
 * @param signal ends it
 * @returns waits until the element is seen, or the watching has ended
 */
export function watchSight(element: Element, signal: AbortSignal): () => Promise<void> {
  let inView = false;
  let wake = (): void => undefined;
  const check = (): void => {
    if (signal.aborted || (inView && !document.hidden)) wake();
  };
  const observer = new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? false;
    check();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', check, { signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    check();
  });
  return () =>
    new Promise((resolve) => {
      wake = resolve;
      check();
    });
}

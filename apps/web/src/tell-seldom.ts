/**
 * Passes on what it is told, the first at once, and of what follows within a while nothing.
 *
 * @param every milliseconds between two calls. Default: a tenth of a second, as more often than that nobody sees
 */
export function tellSeldom<Event>(tell: (event: Event) => void, every = 100): (event: Event) => void {
  let told = -Infinity;
  return (event) => {
    const now = performance.now();
    if (now - told < every) return;
    told = now;
    tell(event);
  };
}

/** Milliseconds between two calls: more often than that nobody sees. */
const EVERY = 100;

/** Passes on what it is told, the first at once, and of what follows within a tenth of a second nothing. */
export function tellSeldom<Event>(tell: (event: Event) => void): (event: Event) => void {
  let told = -Infinity;
  return (event) => {
    const now = performance.now();
    if (now - told < EVERY) return;
    told = now;
    tell(event);
  };
}

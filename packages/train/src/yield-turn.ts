/**
 * Lets signals, timers and drawing have their turn. Not a timer or an animation frame: those slow down or stand still in a
 * hidden tab.
 */
export function yieldTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

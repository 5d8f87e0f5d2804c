interface Disposable {
  dispose(): void;
}

/** Something that is opened when it is first asked for, and anew after it was closed. */
export interface Once<Opened> {
  /** @throws what opening it throws; it is then tried again when it is asked for again */
  open(): Promise<Opened>;
  /** Disposes it, or as soon as it is open. */
  close(): void;
}

/** Keeps one, however many ask for it at a time. */
export function openOnce<Opened extends Disposable>(make: () => Promise<Opened>): Once<Opened> {
  let made: Promise<Opened> | undefined;
  return {
    async open() {
      for (;;) {
        const mine = (made ??= make());
        try {
          const opened = await mine;
          // It may have been closed while it was made.
          if (made === mine) return opened;
        } catch (error) {
          if (made === mine) made = undefined;
          throw error;
        }
      }
    },
    close() {
      void made?.then(
        (opened) => opened.dispose(),
        () => undefined,
      );
      made = undefined;
    },
  };
}

/** A way to run tfjs in a browser. What it takes is loaded when it is started. */
export interface BackendPlugin {
  /** As tfjs calls it: 'webgpu'. */
  readonly name: string;
  /** Computes on the processor, with the same numbers on every machine: others are judged by it. */
  readonly exact: boolean;
  /**
   * Starts it and makes it the current backend of tfjs; one that runs already is used again, one that was lost is made anew.
   *
   * @throws GraftError 'backend-failed' that says why it did not start
   */
  start(): Promise<RunningBackend>;
  /** Ends whatever it still computes, by which it is lost. Absent where nothing goes on once nobody waits. */
  giveUp?(): void;
}

/** A backend that was started. */
export interface RunningBackend {
  readonly name: string;
  /** What computes, in the browser's words: 'google swiftshader', 'processor'. */
  readonly device: string;
  /** Resolves with the reason when it loses its device: whatever it computes from then on is void. Never where it has none to lose. */
  readonly lost: Promise<string>;
}

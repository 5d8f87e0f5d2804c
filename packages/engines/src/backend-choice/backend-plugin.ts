/** A way to run tfjs in a browser. What it takes is loaded when it is started. */
export interface BackendPlugin {
  /** As tfjs calls it: 'webgpu'. */
  readonly name: string;
  /** Computes on the processor, with the same numbers on every machine: others are judged by it. */
  readonly exact: boolean;
  /** Fetches what it takes: how long that lasts says nothing of how fast it is. Absent where that may as well happen at its start. */
  load?(): Promise<unknown>;
  /**
   * Starts it and makes it the current backend of tfjs; one that runs already is used again, one that was lost is made anew.
   *
   * @throws GraftError 'backend-failed' that says why it did not start; the reason of `signal` when it aborts
   */
  start(options?: StartOptions): Promise<RunningBackend>;
  /** Ends whatever it still computes, by which it is lost. Absent where nothing goes on once nobody waits. */
  giveUp?(): void;
}

export interface StartOptions {
  /** Once it aborts, the backend does not become the current one any more. */
  readonly signal?: AbortSignal | undefined;
}

/** A backend that was started. */
export interface RunningBackend {
  readonly name: string;
  /** What computes, in the browser's words: 'google swiftshader', 'processor'. */
  readonly device: string;
  /** Resolves with the reason when it loses its device: whatever it computes from then on is void. Never where it has none to lose. */
  readonly lost: Promise<string>;
}

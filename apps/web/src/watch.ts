/** How far work is. */
export interface Count {
  readonly done: number;
  /** Undefined: nobody knows yet. */
  readonly total?: number | undefined;
}

/** What work that takes a while is watched and ended by. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (count: Count) => void;
}

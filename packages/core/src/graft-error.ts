/** The one error that Graft throws for bad input: what was asked, what was received, what is allowed, what to do. */
export class GraftError extends Error {
  constructor(
    /** Stable, kebab-case: 'unknown-cut'. Programs test this; people read the message. */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'GraftError';
  }
}

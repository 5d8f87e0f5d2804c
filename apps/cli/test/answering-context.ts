import type { Json } from '@graftjs/core';
import type { Context } from '../src/output/output.js';

/** A context for a command that is called and not started: it says nothing, and keeps the answer. */
export function answeringContext(): { readonly context: Context; readonly answered: () => Json | undefined } {
  let answer: Json | undefined;
  const ignore = (): void => undefined;
  return {
    answered: () => answer,
    context: {
      output: {
        json: true,
        answer: (value) => {
          answer = value;
        },
        pipe: ignore,
        say: ignore,
        note: ignore,
        warn: ignore,
      },
      signal: new AbortController().signal,
    },
  };
}

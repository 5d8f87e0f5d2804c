import { useEffect, useState } from 'react';
import { messageOf } from '../message-of.js';
import { workshop } from '../workshop/start-workshop.js';
import type { Explanation, ShelfPlace } from '../workshop/workshop-api.js';

export type Explaining =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done'; readonly explanation: Explanation }
  | { readonly kind: 'failed'; readonly reason: string };

interface Question {
  readonly source: ShelfPlace;
  readonly picture: Blob;
  readonly label: string;
}

/** Asks the worker what in a picture speaks for a label. */
export function useExplanation({ source, picture, label }: Question): Explaining {
  const [explaining, setExplaining] = useState<Explaining>({ kind: 'waiting' });
  useEffect(() => {
    let left = false;
    const show = (next: Explaining): void => {
      if (!left) setExplaining(next);
    };
    show({ kind: 'waiting' });
    workshop()
      .explain(source, picture, { label })
      .then(
        (explanation) => show({ kind: 'done', explanation }),
        (error: unknown) => show({ kind: 'failed', reason: messageOf(error) }),
      );
    return () => void (left = true);
  }, [source, picture, label]);
  return explaining;
}

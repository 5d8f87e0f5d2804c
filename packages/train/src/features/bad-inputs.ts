import { GraftError, type Skipped, type Split } from '@graftjs/core';

/** The share of the data set that may be unusable: from here on the run stops. */
const STOP_SHARE = 0.05;
const LISTED = 10;

/** Collects what cannot be used in one split, and decides when that is too much. */
export interface BadInputs {
  add(position: number, id: string, error: unknown): void;
  readonly count: number;
  /** True as soon as the run has to stop. */
  readonly tooMany: boolean;
  /** @throws GraftError 'bad-input' when strict, 'too-many-bad-inputs' */
  check(): void;
  /** In the data set's order. */
  list(): Skipped[];
}

/**
 * @param total examples in all splits together; 5 % of them or more, and it is too much: of a small split one alone would be
 * @param strict one is too much
 */
export function collectBadInputs(split: Split, total: number, strict: boolean): BadInputs {
  const found: { readonly position: number; readonly skipped: Skipped; readonly error: unknown }[] = [];
  const isTooMany = (): boolean => found.length > 0 && (strict || found.length >= STOP_SHARE * total);
  const inOrder = () => [...found].sort((a, b) => a.position - b.position);
  return {
    add(position, id, error) {
      const code = error instanceof GraftError ? error.code : 'unreadable-input';
      const reason = error instanceof Error ? error.message : String(error);
      found.push({ position, skipped: { id, code, reason }, error });
    },
    get count() {
      return found.length;
    },
    get tooMany() {
      return isTooMany();
    },
    check() {
      const [first] = inOrder();
      if (first === undefined || !isTooMany()) return;
      if (strict) {
        throw new GraftError('bad-input', `${describe(first.skipped)} Repair or remove it, or do without strict.`, {
          cause: first.error,
        });
      }
      const listed = inOrder()
        .slice(0, LISTED)
        .map(({ skipped }) => `\n  ${describe(skipped)}`);
      const more = found.length > LISTED ? `\n  and ${found.length - LISTED} more` : '';
      throw new GraftError(
        'too-many-bad-inputs',
        `At least ${found.length} of the ${total} inputs cannot be used, all of them in the ${split} split; fewer than 5 % may be. ` +
          `Repair or remove them:${listed.join('')}${more}`,
      );
    },
    list: () => inOrder().map(({ skipped }) => skipped),
  };
}

function describe({ id, reason }: Skipped): string {
  return `${id}: ${reason}`;
}

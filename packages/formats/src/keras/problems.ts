import { GraftError } from '@graftjs/core';

/** Why something is refused, the gravest first: an error about several has the code of the gravest. */
const codes = ['keras-code', 'keras-path', 'keras-invalid', 'keras-unsupported'] as const;

/**
 * 'keras-code': it would run or import code. 'keras-path': it would open a file or an address. 'keras-invalid': it
 * contradicts itself. 'keras-unsupported': Graft cannot give the same answer.
 */
export type ProblemCode = (typeof codes)[number];

/** Collects all that stands in the way, so that one error lists everything. */
export interface Problems {
  /** @param reason names the layer and says what is wrong and what to do, without a full stop */
  add(code: ProblemCode, reason: string): void;
  /** @throws GraftError with the gravest code and all reasons, if there are any */
  throwAny(): void;
}

const MOST_SHOWN = 50;

/** @param subject 'This Keras model' */
export function collectProblems(subject: string): Problems {
  const found = new Map<string, ProblemCode>();
  return {
    add(code, reason) {
      if (!found.has(reason)) found.set(reason, code);
    },
    throwAny() {
      const code = codes.find((candidate) => [...found.values()].includes(candidate));
      if (code === undefined) return;
      const reasons = [...found.keys()];
      const [only] = reasons;
      if (reasons.length === 1) throw new GraftError(code, `${subject} cannot be read: ${only}.`);
      const shown = reasons.slice(0, MOST_SHOWN).map((reason) => `\n- ${reason}`);
      const more = reasons.length > MOST_SHOWN ? `\n- and ${reasons.length - MOST_SHOWN} more` : '';
      throw new GraftError(code, `${subject} cannot be read, for ${reasons.length} reasons:${shown.join('')}${more}`);
    },
  };
}

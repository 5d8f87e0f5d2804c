import { GraftError } from '@graftjs/core';

/** How much compressed parts of a file may grow, all together. */
export interface ExpansionBudget {
  /** @throws GraftError 'decompression-bomb' when `bytes` more are too many */
  spend(bytes: number, what: string): void;
}

const FREE_BYTES = 32 * 2 ** 20;
/** Trained weights shrink by a tenth, weights of which four in five are zero by a factor of about five. */
const LARGEST_FACTOR = 8;

/**
 * Starts the budget of one file: 32 MB and eight times its size.
 *
 * @param size bytes of the file
 */
export function expansionBudget(size: number): ExpansionBudget {
  const most = FREE_BYTES + LARGEST_FACTOR * size;
  let spent = 0;
  return {
    spend(bytes, what) {
      spent += bytes;
      if (spent <= most) return;
      throw new GraftError(
        'decompression-bomb',
        `${what} would unpack to ${bytes} bytes, which makes ${spent} from a file of ${size}; at most ${most} are allowed. If the file is honest, save it again uncompressed, as Keras does.`,
      );
    },
  };
}

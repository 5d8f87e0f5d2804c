import { GraftError } from '@graftjs/core';

/** How much memory the parts of a file may take, all together: what is unpacked, and values that lie in it as they are. */
export interface ExpansionBudget {
  /**
   * @param bytes that are kept
   * @param besides bytes that are needed only while those are made; default 0
   * @throws GraftError 'decompression-bomb' when `bytes` more are too many
   */
  spend(bytes: number, what: string, besides?: number): void;
}

const FREE_BYTES = 32 * 2 ** 20;
/**
 * Trained weights shrink by a tenth when they are compressed, and by half where they were rounded to float16 before. They are counted
 * once as they are unpacked from a zip, once as they are read from the HDF5 file in it, and one of them twice more while it is read.
 */
const LARGEST_FACTOR = 4;

/**
 * Starts the budget of one file, which all that is unpacked from it shares, a file within it included: 32 MB and four times its size.
 * So no file takes more memory than that and what JavaScript needs besides, together below four times its size and 100 MB; one that is
 * not compressed, as Keras writes it, takes its own size once, and twice where it is in memory already.
 *
 * @param size bytes of the outermost file
 */
export function expansionBudget(size: number): ExpansionBudget {
  const most = FREE_BYTES + LARGEST_FACTOR * size;
  let spent = 0;
  return {
    spend(bytes, what, besides = 0) {
      spent += bytes;
      if (spent + besides <= most) return;
      throw new GraftError(
        'decompression-bomb',
        `${what} would take ${bytes + besides} bytes, which makes ${spent + besides} from a file of ${size}; at most ${most} are allowed. If the file is honest, save it again uncompressed, as Keras does.`,
      );
    },
  };
}

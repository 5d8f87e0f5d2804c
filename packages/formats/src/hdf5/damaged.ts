import { GraftError } from '@graftjs/core';

/** Names in a file may have any length. */
const LONGEST_REASON = 500;

/** The error for an HDF5 file that contradicts itself or the format. */
export function damaged(what: string): GraftError {
  return new GraftError(
    'hdf5-damaged',
    `This HDF5 file is damaged: ${shortened(what)}. Get it again from where it came from, or save it again.`,
  );
}

/** The error for something that HDF5 allows and Graft does not read. */
export function unsupported(what: string, repair: string): GraftError {
  return new GraftError('hdf5-unsupported', `This HDF5 file cannot be read: ${shortened(what)}. ${repair}`);
}

/** The error for a link or data in another file, which are never followed or opened. */
export function external(what: string): GraftError {
  return new GraftError(
    'hdf5-external',
    `This HDF5 file refers to something elsewhere, which Graft does not follow: ${shortened(what)}. If you trust it, save it again in Python, so that its data are inside.`,
  );
}

function shortened(what: string): string {
  return what.length > LONGEST_REASON ? `${what.slice(0, LONGEST_REASON)}…` : what;
}

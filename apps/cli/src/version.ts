import pkg from '../package.json' with { type: 'json' };

/** Of the program. */
export const version: string = pkg.version;

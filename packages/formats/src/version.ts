import packageJson from '../package.json' with { type: 'json' };

/** The version of Graft that files name as their maker. */
export const version: string = packageJson.version;

import packageJson from '../package.json' with { type: 'json' };

/** The version that checkpoints and kept features name: another one may step, resize or fold otherwise. */
export const version: string = packageJson.version;

import packageJson from '../package.json' with { type: 'json' };

/** The version that checkpoints name: another one may step otherwise. */
export const version: string = packageJson.version;

import { safetensorsMetadata } from './safetensors-metadata.js';

/**
 * Whether a file is to be read as a bundle and not as a network of the user's own: by what lies in it. Of what only has a bundle's
 * name, because it is damaged or not there, the bundle's reader says so.
 *
 * @returns true of weights alone too: they have a bundle's format
 */
export async function isBundle(path: string): Promise<boolean> {
  const told = await safetensorsMetadata(path);
  return told === undefined ? path.endsWith('.safetensors') : !told.has('graft-network');
}

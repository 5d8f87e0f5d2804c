import { damaged, unsupported } from './damaged.js';
import type { MetadataReader } from './metadata-reader.js';

/** The first bytes of every HDF5 file. */
export const HDF5_SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

const LONGEST_SUPERBLOCK = 100;
const RESAVE = 'Save it again with h5py or Keras.';

/**
 * Reads where a file begins and checks that all of it is there.
 *
 * @returns the address of the root group's object header
 * @throws GraftError 'hdf5-damaged', 'hdf5-unsupported'
 * @see HDF5 File Format Specification 3.0, II.A
 */
export async function readSuperblock(file: MetadataReader): Promise<number> {
  const block = await file.at(0, Math.min(LONGEST_SUPERBLOCK, file.size), 'the superblock');
  if (block.bytes(8).some((byte, at) => byte !== HDF5_SIGNATURE[at])) throw damaged('it does not begin as HDF5 does');
  const version = block.whole(1);
  if (version > 3) throw unsupported(`its superblock has version ${version}; 0 to 3 are known`, RESAVE);
  if (version < 2) block.skip(4);
  const [offsetBytes, lengthBytes] = [block.whole(1), block.whole(1)];
  if (offsetBytes !== 8 || lengthBytes !== 8) {
    throw unsupported(`its addresses have ${offsetBytes} bytes and its lengths ${lengthBytes}, instead of 8`, RESAVE);
  }
  block.skip(version < 2 ? 9 + (version === 1 ? 4 : 0) : 1);
  const base = block.whole(8);
  if (base !== 0) throw unsupported(`it begins ${base} bytes into itself`, RESAVE);
  block.skip(8);
  const end = block.whole(8);
  if (end > file.size) {
    throw damaged(`it is cut short: it should have ${end} bytes and has ${file.size}`);
  }
  if (version < 2) block.skip(16);
  const root = block.address();
  if (root === undefined) throw damaged('it has no root group');
  return root;
}

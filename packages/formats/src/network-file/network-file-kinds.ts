import { readKerasFile } from '../keras/keras-files.js';
import { archiveNames, savedModelParts, SAVED_MODEL } from '../keras/read-keras.js';
import { readNetworkSafetensors } from '../safetensors/network-safetensors.js';
import { readBytes } from '../source/byte-source.js';
import { withFile } from '../source/with-file.js';
import { HDF5_SIGNATURE } from '../hdf5/superblock.js';
import { readTfjsFile } from '../tfjs/tfjs-files.js';
import type { Glance } from './glance.js';
import type { NetworkFile } from './open-network-file.js';

/** A format of networks. */
export interface NetworkFileKind {
  readonly kind: string;
  /** For the list of what can be opened. */
  readonly about: string;
  /** Whether a file or folder is of this format, by what lies in it. */
  readonly is: (seen: Glance) => boolean;
  readonly read: (path: string) => Promise<Omit<NetworkFile, 'kind'>>;
}

/** Every format that `openNetworkFile` reads; the first that recognises a file takes it. */
export const networkFileKinds: readonly NetworkFileKind[] = [
  {
    kind: 'keras',
    about: 'a .keras file',
    is: ({ start }) => start[0] === 0x50 && start[1] === 0x4b,
    read: readKeras,
  },
  {
    kind: 'keras-h5',
    about: 'an .h5 file of Keras with a whole model',
    is: ({ start }) => HDF5_SIGNATURE.every((byte, at) => start[at] === byte),
    read: readKeras,
  },
  {
    kind: 'keras-json',
    about: 'the JSON of model.to_json(), which has no weights',
    is: ({ keys = [] }) => keys.includes('class_name') && keys.includes('config'),
    read: readKeras,
  },
  {
    kind: 'keras-folder',
    about: 'the folder that a .keras file unpacks to',
    is: ({ entries = [] }) => entries.includes(archiveNames.config),
    read: readKeras,
  },
  {
    kind: 'tfjs',
    about: 'the model.json of TensorFlow.js with its shards beside it, or their folder',
    is: ({ keys = [], entries = [] }) => keys.includes('modelTopology') || entries.includes('model.json'),
    read: readTfjs,
  },
  {
    kind: 'safetensors',
    about: 'a network in a safetensors file',
    // The length of a header of at most 10 MB, and the brace that it begins with.
    is: ({ start }) => start[8] === 0x7b && start.subarray(3, 8).every((byte) => byte === 0),
    read: async (path) => {
      const bytes = await withFile(path, (source) => readBytes(source, 0, source.size));
      return { ...readNetworkSafetensors(bytes), notes: [] };
    },
  },
];

/** Files of networks that cannot be opened, and what to do. */
export const foreignFiles: readonly {
  readonly code: string;
  readonly advice: string;
  readonly is: (seen: Glance) => boolean;
}[] = [
  {
    code: 'saved-model',
    advice: `${SAVED_MODEL}`,
    is: ({ path, entries = [] }) => savedModelParts.some((part) => entries.includes(part) || lastPart(path) === part),
  },
  {
    code: 'unknown-file',
    advice:
      'This is a TensorFlow Lite file, which is made for predicting alone: open the Keras model that it was converted from.',
    is: ({ start }) => new TextDecoder().decode(start.subarray(4, 8)) === 'TFL3',
  },
  {
    code: 'unknown-file',
    advice:
      'This folder holds a model of TensorFlow.js as modules of JavaScript, as the package nsfwjs has them, and no module is run to read one. Write ' +
      'what model.min.js exports as model.json, and beside it each shard under its name in that, decoded from base64.',
    is: ({ entries = [] }) => entries.includes('model.min.js'),
  },
];

async function readKeras(path: string): Promise<Omit<NetworkFile, 'kind'>> {
  const { network, kerasVersion, notes } = await readKerasFile(path);
  return { network, notes, metadata: new Map(kerasVersion === undefined ? [] : [['keras_version', kerasVersion]]) };
}

async function readTfjs(path: string): Promise<Omit<NetworkFile, 'kind'>> {
  const { network, madeBy, notes } = await readTfjsFile(path);
  return { network, notes, metadata: new Map(madeBy === undefined ? [] : [['made_by', madeBy]]) };
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

import type { HostTensor } from '@graftjs/core';
import { bytesOf } from '@graftjs/core';
import type { Dataset, Group } from '../hdf5/open-hdf5.js';

type Folder = Map<string, Folder | HostTensor>;

/** Tensors with paths as names, as an HDF5 file would have them: `layers/dense/vars/0`. */
export function tensorsAsGroup(tensors: ReadonlyMap<string, HostTensor>): Group {
  const root: Folder = new Map();
  for (const [path, tensor] of tensors) {
    const parts = path.split('/');
    let folder = root;
    for (const part of parts.slice(0, -1)) {
      const known = folder.get(part);
      const inner: Folder = known instanceof Map ? known : new Map();
      folder.set(part, inner);
      folder = inner;
    }
    folder.set(parts.at(-1) ?? '', tensor);
  }
  return asGroup(root, '');
}

/** A tensor as an array of an HDF5 file, of which it shares the memory. */
export function asDataset(path: string, tensor: HostTensor): Dataset {
  const { shape, dtype } = tensor;
  const bytes = bytesOf(tensor);
  const width = dtype === 'float16' ? 2 : 4;
  return {
    kind: 'dataset',
    path,
    shape,
    type: dtype === 'int32' ? { kind: 'whole', bytes: width, signed: true } : { kind: dtype, bytes: width },
    strings: async () => undefined,
    read: async () => bytes,
  };
}

function asGroup(folder: Folder, path: string): Group {
  return {
    kind: 'group',
    path,
    names: [...folder.keys()],
    strings: async () => undefined,
    async open(name) {
      const member = folder.get(name);
      if (member === undefined) return undefined;
      const inner = path === '' ? name : `${path}/${name}`;
      return member instanceof Map ? asGroup(member, inner) : asDataset(inner, member);
    },
  };
}

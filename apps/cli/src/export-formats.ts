import type { Network } from '@graftjs/core';
import { writeFileAtomic } from '@graftjs/core/write-file-atomic';
import { writeLayersModelFolder } from '@graftjs/formats/files';
import { writeKeras } from '@graftjs/formats/keras';
import { writeOnnx } from '@graftjs/formats/onnx';
import { writeNetworkSafetensors } from '@graftjs/formats/safetensors';

/** A format that `graft export` writes. */
interface ExportFormat {
  /** Whether it takes pixels as they are: whoever reads it elsewhere has nothing of ours that would scale them. */
  readonly takesPixels: boolean;
  /** Whether it writes a folder, and not a file. */
  readonly isFolder: boolean;
  /** How the names of its files end; a folder may have any name. */
  readonly ending: string | undefined;
  /** Whole or not at all. */
  write(network: Network, path: string, options: WriteOptions): Promise<void>;
}

interface WriteOptions {
  /** What the file says of itself, where it can. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly overwrite: boolean;
}

/** Every format, by the name that `--to` has for it. */
export const exportFormats = {
  keras: {
    takesPixels: true,
    isFolder: false,
    ending: '.keras',
    write: async (network, path, { overwrite }) => writeFileAtomic(path, await writeKeras(network), { overwrite }),
  },
  onnx: {
    takesPixels: true,
    isFolder: false,
    ending: '.onnx',
    write: async (network, path, { metadata, overwrite }) =>
      writeFileAtomic(path, writeOnnx(network, { metadata }), { overwrite }),
  },
  tfjs: {
    takesPixels: false,
    isFolder: true,
    ending: undefined,
    write: (network, path, { overwrite }) => writeLayersModelFolder(network, path, { overwrite }),
  },
  safetensors: {
    takesPixels: false,
    isFolder: false,
    ending: '.safetensors',
    write: async (network, path, { metadata, overwrite }) =>
      writeFileAtomic(path, writeNetworkSafetensors(network, metadata), { overwrite }),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;

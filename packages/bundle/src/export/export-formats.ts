import type { Network } from '@graftjs/core';

/** A format that a model can be taken away in. */
export interface ExportFormat {
  /** Whether it takes pixels as they are: whoever reads it elsewhere has nothing of ours that would scale them. */
  readonly takesPixels: boolean;
  /** What its file ends in; undefined where it is a folder. */
  readonly ending: string | undefined;
  /** @returns whole files by their names in the folder; of a format that is one file, that file by the name '' */
  encode(network: Network, metadata: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Every format by its name. Its writer is loaded when it is used. */
export const exportFormats = {
  keras: {
    takesPixels: true,
    ending: '.keras',
    async encode(network) {
      const { writeKeras } = await import('@graftjs/formats/keras');
      return oneFile(await writeKeras(network));
    },
  },
  onnx: {
    takesPixels: true,
    ending: '.onnx',
    async encode(network, metadata) {
      const { writeOnnx } = await import('@graftjs/formats/onnx');
      return oneFile(writeOnnx(network, { metadata }));
    },
  },
  tfjs: {
    takesPixels: false,
    ending: undefined,
    async encode(network) {
      const { writeLayersModel } = await import('@graftjs/formats/tfjs/write-layers-model');
      return writeLayersModel(network);
    },
  },
  safetensors: {
    takesPixels: false,
    ending: '.safetensors',
    async encode(network, metadata) {
      const { writeNetworkSafetensors } = await import('@graftjs/formats/safetensors');
      return oneFile(writeNetworkSafetensors(network, metadata));
    },
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;

function oneFile(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  return new Map([['', bytes]]);
}

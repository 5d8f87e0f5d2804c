import type { Network } from '@graftjs/core';
import { writeKeras } from '@graftjs/formats/keras';
import { writeOnnx } from '@graftjs/formats/onnx';
import { writeNetworkSafetensors } from '@graftjs/formats/safetensors';

/** A format that `graft export` writes. */
interface ExportFormat {
  /** Whether it takes pixels as they are: the programs that read it are in no position to prepare them otherwise. */
  readonly takesPixels: boolean;
  write(network: Network, metadata: ReadonlyMap<string, string>): Promise<Uint8Array>;
}

/** Every format, by the name that `--to` has for it. */
export const exportFormats = {
  keras: { takesPixels: true, write: (network) => writeKeras(network) },
  onnx: { takesPixels: true, write: async (network, metadata) => writeOnnx(network, { metadata }) },
  safetensors: {
    takesPixels: false,
    write: async (network, metadata) => writeNetworkSafetensors(network, metadata),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportFormatName = keyof typeof exportFormats;

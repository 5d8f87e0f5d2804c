import { useState } from 'react';
import { messageOf } from '../message-of.js';
import { offerFile } from '../offer-file.js';
import { workshop } from '../workshop/start-workshop.js';
import type { ExportFormatName, ShelfPlace } from '../workshop/workshop-api.js';

type Exporting =
  | { readonly kind: 'none' | 'packing' }
  | { readonly kind: 'done'; readonly file: string; readonly bytes: number }
  | { readonly kind: 'failed'; readonly reason: string };

interface Export {
  readonly state: Exporting;
  readonly start: (format: ExportFormatName) => void;
}

/** Packs a model for other programs and hands it to the browser as a download. */
export function useExport(source: ShelfPlace, name: string): Export {
  const [state, setState] = useState<Exporting>({ kind: 'none' });
  const run = async (format: ExportFormatName): Promise<void> => {
    setState({ kind: 'packing' });
    try {
      const zip = await workshop().export(source, format, name);
      const file = `${name}-${format}.zip`;
      offerFile(zip, file);
      setState({ kind: 'done', file, bytes: zip.size });
    } catch (error) {
      setState({ kind: 'failed', reason: messageOf(error) });
    }
  };
  return { state, start: (format) => void run(format) };
}

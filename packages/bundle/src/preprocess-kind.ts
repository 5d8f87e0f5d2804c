/**
 * The kind of preprocessing that a bundle names, from its header alone, so that the plugin for it can be got before `decodeBundle`
 * checks everything.
 *
 * @param bytes the whole file
 * @returns undefined for any other file, and for one that is damaged: `decodeBundle` says how
 */
export function preprocessKind(bytes: Uint8Array): string | undefined {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
    const header = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const record = parse(String(header?.__metadata__?.graft));
    return typeof record?.preprocess?.kind === 'string' ? record.preprocess.kind : undefined;
  } catch {
    return undefined;
  }
}

/** Of a header and of what it holds, what is looked at; none of it is trusted. */
interface Described {
  readonly __metadata__?: { readonly graft?: unknown };
  readonly preprocess?: { readonly kind?: unknown };
}

function parse(text: string): Described | null {
  return JSON.parse(text) as Described | null;
}

/** What NFKC would make a plain tilde and SentencePiece leaves alone. */
const FULLWIDTH_TILDE = '\uff5e';
const controls = /[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]/g; // eslint-disable-line no-control-regex
const spaces = /[\u0009\u000a\u000c\u000d\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g; // eslint-disable-line no-control-regex

/**
 * Writes a text as SentencePiece does before it looks for pieces (its rule "nmt_nfkc"): compatible forms of characters become
 * one (NFKC), control characters go, everything that separates becomes a space, and spaces around and between words become one.
 *
 * @returns the words with one space between them; '' for a text that has none
 * @see SentencePiece, `src/builder.cc`, BuildNmtNFKCMap
 */
export function normalizeText(text: string): string {
  return text
    .replace(controls, '')
    .replace(spaces, ' ')
    .split(FULLWIDTH_TILDE)
    .map((part) => part.normalize('NFKC'))
    .join(FULLWIDTH_TILDE)
    .replace(/ +/g, ' ')
    .replace(/^ | $/g, '');
}

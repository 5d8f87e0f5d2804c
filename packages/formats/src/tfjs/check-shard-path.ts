/** What a part of a path may be: letters and digits of any script, and the few signs that occur in names of files. */
const PART = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.()+,@= -]*$/u;
const LONGEST_PATH = 1024;

/**
 * Whether a path of a weights manifest certainly stays in the model's folder, on every system and after whatever a server,
 * browser or file system makes of it: plain names with single slashes between them.
 *
 * The folder may still hold links, which is looked at where it is read.
 */
export function isShardPath(path: string): boolean {
  return (
    path.length <= LONGEST_PATH &&
    path.normalize('NFKC') === path.normalize('NFC') &&
    path.split('/').every((part) => PART.test(part) && !/[ .]$/.test(part))
  );
}

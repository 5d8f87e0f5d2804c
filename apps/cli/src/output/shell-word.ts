/** A word of a command as a shell reads it back: `flowers/`, `'my flowers/'`. */
export function shellWord(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

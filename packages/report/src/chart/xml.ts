/** Text as XML shows it unchanged, in ASCII, without the control characters that XML forbids. */
export function escapeXml(text: string): string {
  return [...text]
    .filter((character) => character >= ' ' || character === '\n')
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      return '<>&"\''.includes(character) || code > 126 ? `&#${code};` : character;
    })
    .join('');
}

/** With at most `digits` after the point, and no zeros at the end. */
export function formatNumber(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

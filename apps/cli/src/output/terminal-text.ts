/**
 * Text as a terminal may be given it: what would steer the terminal, or turn the reading direction, is spelled out as `\u001b`.
 * Names of files, classes and layers come from anywhere, and could otherwise move the cursor, or hide what is said.
 *
 * @param text line breaks and tabs are kept
 * @param colors whether the codes of colours that Graft itself uses are kept; default false
 */
export function terminalText(text: string, colors = false): string {
  return text.replace(steering, (found) => (colors && ownColors.test(found) ? found : spell(found)));
}

// eslint-disable-next-line no-control-regex -- control characters are what this is about
const steering = /\x1b\[[\d;]*m|[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Bold, dim, red, green, yellow, blue, magenta, cyan, and their ends: none hides anything. */
// eslint-disable-next-line no-control-regex
const ownColors = /^\x1b\[(?:1|2|22|3[1-6]|39)m$/;

function spell(text: string): string {
  return text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

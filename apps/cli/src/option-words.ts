/** Names that packages give to what flags call otherwise. */
const options = [
  ...['inputSize', 'batchSize', 'classWeights', 'groupBy', 'dropLast', 'learningRate', 'batchNorm', 'weightDecay'],
  ...['pullToPretrained', 'clipNorm', 'labelSmoothing', 'compareWith', 'checkpointEvery', 'stopAt'],
];

/** What packages advise in code, and how it is said to this program. */
const phrases: readonly (readonly [code: RegExp, words: string])[] = [
  [/\(resume: true\)/g, '(--resume)'],
  [/\(overwrite: true\)/g, '(--force)'],
  [/\bstopAt: (\d+)/g, '--stop-at $1'],
  [/"?\bweights: 'none'"?/g, '--weights none'],
  [/\(top: false\)/g, '(--cut or --drop-last)'],
  [/\bthe path or address of (.*?) as "weights"/g, 'the path of $1 as --weights'],
  [/\bdo without strict\b/g, 'do without --strict'],
];

/**
 * A message of a package in the words of the command line: where it names an option by its name in code and in recipes, the flag
 * stands behind it.
 */
export function inFlagWords(message: string): string {
  const said = phrases.reduce((text, [code, words]) => text.replace(code, words), message);
  return options.reduce((text, name) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return text.includes(flag) ? text : text.replace(new RegExp(`("?)\\b${name}\\b\\1(?![\\w:"])`), `$& (${flag})`);
  }, said);
}

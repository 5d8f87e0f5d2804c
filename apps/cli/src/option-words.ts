/** Names that packages give to what flags call otherwise. */
const options = [
  ...['inputSize', 'batchSize', 'classWeights', 'groupBy', 'dropLast', 'learningRate', 'batchNorm', 'weightDecay'],
  ...['pullToPretrained', 'clipNorm', 'labelSmoothing', 'compareWith', 'checkpointEvery', 'stopAt'],
];

/** What packages advise in code, and how it is said to this program. */
const phrases: readonly (readonly [code: RegExp, words: string])[] = [
  [/\(resume: true\)/g, '(--resume)'],
  [/\bstart anew, without resuming\b/gi, 'start anew by --force in place of --resume'],
  [/\(overwrite: true\)/g, '(--force)'],
  [/\bstopAt: (\d+)/g, '--stop-at $1'],
  [/"?\bweights: 'none'"?/g, '--weights none'],
  [/\(top: false\)/g, '(--cut or --drop-last)'],
  [/\bthe path or address of (.*?) as "weights"/g, 'the path of $1 as --weights'],
  [/\bas "(preprocess|labels|weights)"/g, 'as --$1'],
  [/\b(leave) "(preprocess|labels|weights)" out/gi, '$1 --$2 out'],
  [/\bdo without strict\b/g, 'do without --strict'],
  [/\bfeatureExtraction\(\)/g, '--freeze feature-extraction'],
  [/\bgive it this file: loadKerasWeights\(network, file\)/g, 'give it this file: --backbone NAME --weights FILE'],
  [/\bLoad weights( into the network)?, or draw them.*? with initializeWeights(\(network, seed\))?/g, 'Give their file (--weights FILE), or draw them at random (--weights none)'],
  [/, or say that marks are part of the text: quotes: false\b/g, ', or save the table with tabs between columns, where marks are part of the text'],
  [/\banother delimiter or quotes: false may be right\b/g, 'another --delimiter may be right'],
  [/\bSay it: delimiter: ("."|\S+)/g, 'Say it: --delimiter $1'],
  [/\b(text|label): (\w+)(?= and label: |\)| are )/g, '--$1 $2'],
]; // prettier-ignore

/**
 * A message of a package in the words of the command line: where it quotes an option by its name in code and in recipes, the flag
 * stands in its place; where it lists names, behind it.
 */
export function inFlagWords(message: string): string {
  const said = phrases.reduce((text, [code, words]) => text.replace(code, words), message);
  return options.reduce((text, name) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    // A recipe has the name itself, and so has what is said of its JSON.
    const meant = text.replace(new RegExp(`"${name}"(?!:| in \\S+\\.json)`, 'g'), flag);
    return meant.includes(flag) ? meant : meant.replace(new RegExp(`\\b${name}\\b(?![\\w:"])`), `$& (${flag})`);
  }, said);
}

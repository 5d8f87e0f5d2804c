import { InvalidArgumentError, Option, type Command } from 'commander';

/** A command that can answer in JSON, as all can. */
export function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--json', 'give the answer as one JSON value on standard output');
}

/** Adds what every command takes that runs a backbone over a data set. */
export function withEngine(command: Command): Command {
  return command
    .option('--cache <folder|none>', "where features are kept (default: the user's cache folder)")
    .option('--workers <count>', 'threads that make features, on wasm (default: one a core)', wholeNumber(1))
    .option('--backend <name>', 'run there or not at all; see `graft backends` (default: the fastest there is)');
}

/** `--group-by`. */
export function groupBy(): Option {
  return new Option(
    '--group-by <regex>',
    'pictures whose paths give the same first (…), such as a patient, stay in one split',
  );
}

/** `--drop-last`. */
export function dropLast(): Option {
  return new Option('--drop-last <count>', 'leave out so many layers at the end; 1 is the classifier alone').argParser(
    wholeNumber(0),
  );
}

/** `--preprocess`. */
export function preprocess(): Option {
  return new Option(
    '--preprocess <how>',
    'how your own network wants its pixels: caffe, torch, tf, 0..1, none, or a JSON file of mean, std and channels',
  );
}

/** Reads a whole number; anything else is a usage error. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least}.`);
  };
}

/** `NORMAL=1,PNEUMONIA=2.5` to an object; a rule's name stays as it is. */
export function classWeights(text: string): string | Record<string, number> {
  if (!text.includes('=')) return text;
  const pairs = text.split(',').map((pair): [string, number] => {
    const at = pair.lastIndexOf('=');
    return [pair.slice(0, at), Number(pair.slice(at + 1) || NaN)];
  });
  if (pairs.some(([name, weight]) => name === '' || !(weight > 0))) {
    throw new InvalidArgumentError('It takes balanced, none, or NAME=NUMBER,… with numbers above 0.');
  }
  return Object.fromEntries(pairs);
}

/** What says how a table of texts is read. */
export function withTable(command: Command): Command {
  return command
    .option('--text <column>', 'of a table: the column with the texts, by name or by number from 1', column)
    .option('--label <column>', 'of a table: the column with their classes', column)
    .option('--split-column <column>', 'of a table: the column that says train, validation or test', column)
    .option('--delimiter <character>', 'of a table: what stands between columns (default: by its ending)');
}

/** A column's name, or its number. */
export function column(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}
